import { expect, test } from 'vitest'
import { END, say } from './chunks.ts'
import { HOSTS, open, openChat } from './hosts.ts'
import { readAll, typesOf } from './read-all.ts'
import { type Reply, SSE, serve } from './serve.ts'

const as = (type: string, body: string | object, status = 200): Reply => ({
  status,
  headers: { 'content-type': type },
  steps: [typeof body === 'string' ? body : JSON.stringify(body)],
})
const JSON_TYPES = ['application/json', 'application/json; charset=utf-8']
const completion = {
  id: 'x',
  model: 'openai/gpt-5',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: 'Yes.',
        reasoning_content: 'Hm.',
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } }],
      },
      finish_reason: 'tool_calls',
    },
  ],
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
}

test.for(HOSTS)('S14: a plain text is one piece, on %s', async (host) => {
  for (const type of ['text/plain', 'text/plain; charset=utf-8', 'text/markdown']) {
    const stream = open(host, serve({ ...as(type, ''), steps: ['One ', 'two ', 'thr', 'ee.'] }))
    const read = await readAll(stream)
    expect(read.error).toBeUndefined()
    expect(read.events.filter((each) => each.type === 'text')).toEqual([{ type: 'text', text: 'One two three.' }])
    expect((await stream.result()).text).toBe('One two three.')
  }
})

test.for(HOSTS)('S14: a plain text that looks like events, or like JSON, is text, on %s', async (host) => {
  for (const body of [say('Hi') + END, '{"error":"this is what you asked for"}', '[DONE]']) {
    expect(await readAll(open(host, serve(as('text/plain', body))))).toMatchObject({ text: body, error: undefined })
  }
})

test.for(HOSTS)('S14: a completion as JSON gives all of its parts, on %s', async (host) => {
  for (const type of JSON_TYPES) {
    const stream = openChat(host, serve(as(type, completion)))
    const read = await readAll(stream)
    expect(read.error).toBeUndefined()
    expect(typesOf(read)).toBe('reasoning text tool-call usage finish')
    expect(await stream.result()).toMatchObject({
      text: 'Yes.',
      reasoning: 'Hm.',
      toolCalls: [{ id: 'a', name: 'f', arguments: { x: 1 } }],
      finishReason: 'tool_calls',
      usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
      model: 'openai/gpt-5',
    })
  }
})

test.for(HOSTS)('S14: an error as JSON is classified, on %s', async (host) => {
  for (const error of ['overloaded', { message: 'overloaded', code: 'BAD_GATEWAY' }]) {
    const { error: thrown, events } = await readAll(
      open(host, serve(as('application/json', { error })), { maxRetries: 0 }),
    )
    expect(events).toEqual([])
    expect(thrown).toMatchObject({ name: 'APIError', code: 'upstream' })
    expect(String(thrown)).toContain('overloaded')
  }
  const refused = { status: 402, success: false, error: { code: 'KEY_BUDGET_EXHAUSTED', message: 'No budget' } }
  const { error } = await readAll(open('gen', serve(as('application/json', refused))))
  expect(error).toMatchObject({ name: 'PaymentError', code: 'key_budget' })
})

test.for(HOSTS)('S14: a page of HTML is `unexpected_content`, on %s', async (host) => {
  const page = '<!DOCTYPE html><html><head><title>Just a moment…</title></head><body><p>wait</p></body></html>'
  const { error } = await readAll(open(host, serve(as('text/html; charset=utf-8', page))))
  expect(error).toMatchObject({ name: 'APIError', code: 'unexpected_content', status: 200 })
  expect(String(error)).toContain('Just a moment…')
  expect(String(error)).not.toContain('<')
})

test.for(HOSTS)('S14: a sound or a picture is `unexpected_content`, on %s', async (host) => {
  for (const type of ['audio/mpeg', 'image/jpeg', 'video/mp4']) {
    const { error } = await readAll(open(host, serve(as(type, 'ID3…'))))
    expect(error).toMatchObject({ name: 'APIError', code: 'unexpected_content' })
  }
})

test.for(HOSTS)('S14: no byte at all is `empty`, on %s', async (host) => {
  for (const type of ['text/plain', 'application/json']) {
    const { error } = await readAll(open(host, serve({ headers: { 'content-type': type } }), { maxRetries: 0 }))
    expect(error).toMatchObject({ name: 'APIError', code: 'empty' })
  }
})

test.for(HOSTS)('S14: 204 and 205 are `empty`, on %s', async (host) => {
  for (const status of [204, 205]) {
    const fetch = async () => new Response(null, { status })
    expect((await readAll(open(host, { fetch }, { maxRetries: 0 }))).error).toMatchObject({ code: 'empty', status })
  }
})

test.for(HOSTS)('S14: a 202 is no answer, on %s', async (host) => {
  const pending = { ...as('application/json', { status: 'pending' }, 202) }
  const { error } = await readAll(open(host, serve(pending), { maxRetries: 0 }))
  expect(error).toMatchObject({ name: 'APIError', code: 'unavailable', status: 202 })
})

test.for(HOSTS)('S14: a redirect that fetch did not follow is no answer, on %s', async (host) => {
  const { error } = await readAll(open(host, serve(as('text/html', 'Moved', 302)), { maxRetries: 0 }))
  expect(error).toMatchObject({ name: 'APIError', status: 302 })
})

test.for(HOSTS)('S14: an error status is classified like in any call, on %s', async (host) => {
  const cases = [
    { status: 400, body: { error: { message: 'bad model' } }, code: 'bad_request' },
    { status: 404, body: { error: 'no such model' }, code: 'not_found' },
    { status: 413, body: 'Too large', code: 'too_large' },
    { status: 429, body: { error: 'Queue full' }, code: 'rate_limit' },
    { status: 500, body: 'Worker error: oops', code: 'unavailable' },
    { status: 502, body: '<html><title>Bad gateway</title></html>', code: 'upstream' },
    { status: 530, body: 'error code: 1033', code: 'upstream' },
  ]
  for (const { status, body, code } of cases) {
    // A wrong type changes nothing: the status says that it is no stream.
    for (const type of ['application/json', 'text/event-stream', 'text/html']) {
      const { error, events } = await readAll(open(host, serve(as(type, body, status)), { maxRetries: 0 }))
      expect(events).toEqual([])
      expect(error).toMatchObject({ code, status })
    }
  }
})

test.for(HOSTS)('S14: the content type may be written in any case, on %s', async (host) => {
  for (const type of ['Text/Event-Stream', 'TEXT/EVENT-STREAM;charset=UTF-8']) {
    const reply = { headers: { 'content-type': type }, steps: [say('Hi'), END] }
    expect(await readAll(open(host, serve(reply)))).toMatchObject({ text: 'Hi', error: undefined })
  }
})

test.for(HOSTS)(
  'S14: JSON under the name of a stream, or of nothing, is what it is, and so is a page, on %s',
  async (host) => {
    for (const headers of [SSE, {}]) {
      const body = (steps: string[]) => open(host, serve({ headers, steps }), { maxRetries: 0 })
      expect(await readAll(body([JSON.stringify(completion)]))).toMatchObject({ text: 'Yes.', error: undefined })
      const json = JSON.stringify({ error: { message: 'overloaded' } })
      const { error } = await readAll(body([json.slice(0, 1), json.slice(1)]))
      expect(error).toMatchObject({ name: 'APIError', code: 'upstream' })
      expect(String(error)).toContain('overloaded')
    }
    const page = await readAll(open(host, serve(as('text/event-stream', '<html><title>Just a moment…</title>'))))
    expect(page.error).toMatchObject({ name: 'APIError', code: 'unexpected_content' })
  },
)

test.for(HOSTS)('S14: a body without a content type is read as a stream, on %s', async (host) => {
  const { text, error } = await readAll(open(host, serve({ headers: {}, steps: [say('Hi'), END] })))
  expect({ text, error }).toEqual({ text: 'Hi', error: undefined })
})
