import { expect, test } from 'vitest'
import { count, DONE, delta, END, event, say, stop } from './chunks.ts'
import { HOSTS, open, openChat } from './hosts.ts'
import { readAll, typesOf } from './read-all.ts'
import { STALL, serve } from './serve.ts'

const INCOMPLETE = { name: 'StreamError', code: 'incomplete', retryable: true }

test('S5: on gen [DONE] without a finish reason is `incomplete`, since gen puts it behind a broken answer too', async () => {
  const stream = open('gen', serve({ steps: [say('Half an '), say('answer'), DONE] }))
  const { text, error } = await readAll(stream)
  expect(text).toBe('Half an answer')
  expect(error).toMatchObject({ ...INCOMPLETE, partial: 'Half an answer' })
  await expect(stream.result()).rejects.toBe(error)
})

test('S5: on the classic host [DONE] without a finish reason is complete', async () => {
  const stream = open('classic', serve({ steps: [say('An answer'), DONE] }))
  expect(await readAll(stream)).toMatchObject({ text: 'An answer', error: undefined })
  expect(await stream.result()).toMatchObject({ text: 'An answer', finishReason: null })
})

test.for(HOSTS)('S5: a finish reason without [DONE] is complete, on %s', async (host) => {
  const stream = openChat(host, serve({ steps: [say('An answer'), stop('length')] }))
  expect(await stream.result()).toMatchObject({ text: 'An answer', finishReason: 'length' })
})

test.for(HOSTS)('S5: the end without a finish reason and without [DONE] is `incomplete`, on %s', async (host) => {
  const { error } = await readAll(open(host, serve({ steps: [say('An answer')] })))
  expect(error).toMatchObject({ ...INCOMPLETE, partial: 'An answer' })
})

test.for(HOSTS)('S5: the end inside a line is `incomplete`, even behind a finish reason, on %s', async (host) => {
  for (const rest of [
    'd',
    'data:',
    'data: {"choices":[],"usage":{"prompt',
    'data: [DON',
    'data: pi',
    'event: x402.pa',
  ]) {
    const { error } = await readAll(open(host, serve({ steps: [say('An answer'), stop(), rest] })))
    expect(error, rest).toMatchObject({ ...INCOMPLETE, partial: 'An answer' })
  }
})

test.for(HOSTS)(
  'S8: a line that ended and is broken is `malformed` at the end of the body too, on %s',
  async (host) => {
    for (const rest of ['data: {oops\n', 'data: {oops\r\n', 'data: {"choices":[],\n']) {
      const { error } = await readAll(open(host, serve({ steps: [say('An answer'), stop(), rest] })))
      expect(error, rest).toMatchObject({ name: 'StreamError', code: 'malformed', partial: 'An answer' })
    }
  },
)

test.for(HOSTS)('S5: an end inside the second data line of one event is `incomplete`, on %s', async (host) => {
  for (const rest of ['data: {"choices":[],\ndata: "us', 'data: {oops']) {
    const { error } = await readAll(open(host, serve({ steps: [say('An answer'), stop(), rest] })))
    expect(error, rest).toMatchObject({ ...INCOMPLETE, partial: 'An answer' })
  }
})

test.for(HOSTS)('S5: a body without a byte is `incomplete`, and asked for once, on %s', async (host) => {
  const served = serve({ steps: [] })
  expect((await readAll(open(host, served))).error).toMatchObject({ ...INCOMPLETE, partial: '' })
  expect(served.requests).toHaveLength(1)
})

test.for(HOSTS)(
  'S5: an incomplete answer reports its tool calls as invalid, the complete ones, too, on %s',
  async (host) => {
    const steps = [
      delta({ tool_calls: [{ index: 0, id: 'a', function: { name: 'one', arguments: '{}' } }] }),
      delta({ tool_calls: [{ index: 1, id: 'b', function: { name: 'two', arguments: '{"x":' } }] }),
    ]
    const stream = openChat(host, serve({ steps }))
    const { events, error } = await readAll(stream)
    expect(error).toMatchObject(INCOMPLETE)
    const invalid = { arguments: undefined, invalid: true }
    const toolCalls = [
      { id: 'a', name: 'one', argumentsText: '{}', ...invalid },
      { id: 'b', name: 'two', argumentsText: '{"x":', ...invalid },
    ]
    expect(events).toEqual(toolCalls.map((toolCall) => ({ type: 'tool-call', toolCall })))
    expect(stream.partial.toolCalls).toEqual(toolCalls)
  },
)

test.for(HOSTS)('S12: the usage chunk, which has no choices, is one usage event, on %s', async (host) => {
  const stream = open(host, serve({ steps: [say('Hi'), stop(), count(3, 4), DONE] }))
  const read = await readAll(stream)
  expect(typesOf(read)).toBe('text usage finish')
  const usage = { inputTokens: 3, outputTokens: 4, totalTokens: 7 }
  expect(read.events[1]).toEqual({ type: 'usage', usage })
  expect(stream.partial.usage).toEqual(usage)
  expect((await stream.result()).usage).toEqual(usage)
})

test.for(HOSTS)('S12: without a usage chunk there is no usage event, on %s', async (host) => {
  const stream = open(host, serve({ steps: [say('Hi'), END] }))
  expect(typesOf(await readAll(stream))).toBe('text finish')
  expect('usage' in stream.partial).toBe(false)
  expect('usage' in (await stream.result())).toBe(false)
})

test.for(HOSTS)('S12: usage that is told again and again is one event, with the last counts, on %s', async (host) => {
  const stream = open(host, serve({ steps: [count(3, 0), say('Hi'), count(3, 1), stop(), count(3, 2), DONE] }))
  const read = await readAll(stream)
  expect(typesOf(read)).toBe('text usage finish')
  expect((await stream.result()).usage).toEqual({ inputTokens: 3, outputTokens: 2, totalTokens: 5 })
})

test.for(HOSTS)('S12: reasoning and cached tokens are counted where they are told, on %s', async (host) => {
  const usage = {
    prompt_tokens: 9,
    completion_tokens: 8,
    total_tokens: 17,
    prompt_tokens_details: { cached_tokens: 4 },
    completion_tokens_details: { reasoning_tokens: 5 },
  }
  const stream = open(host, serve({ steps: [say('Hi'), stop(), event({ choices: [], usage }), DONE] }))
  const wanted = { inputTokens: 9, outputTokens: 8, totalTokens: 17, reasoningTokens: 5, cachedTokens: 4 }
  expect((await stream.result()).usage).toEqual(wanted)
})

test.for(HOSTS)('S15: [DONE] and nothing else is APIError `empty`, on %s', async (host) => {
  for (const steps of [[DONE], ['data:[DONE]'], [': hi\n\n', DONE], ['data: ping\n\n', 'data: [DONE]\r\n\r\n']]) {
    const { events, error } = await readAll(open(host, serve({ steps }), { maxRetries: 0 }))
    expect(events).toEqual([])
    expect(error).toMatchObject({ name: 'APIError', code: 'empty' })
  }
})

test.for(HOSTS)('S15: an empty answer is asked for once: it is behind the first byte, on %s', async (host) => {
  const served = serve({ steps: [DONE] }, { steps: [say('Hi'), END] })
  expect((await readAll(open(host, served))).error).toMatchObject({ code: 'empty' })
  expect(served.requests).toHaveLength(1)
})

test.for(HOSTS)('S15: a finish reason and no text is an answer that is empty, on %s', async (host) => {
  const stream = open(host, serve({ steps: [END] }))
  expect(await stream.result()).toMatchObject({ text: '', finishReason: 'stop', message: { content: '' } })
})

test.for(HOSTS)('S16: a body that is null is read whole, then handed out, on %s', async (host) => {
  const steps = [say('One '), say('two.'), stop(), count(1, 2), DONE]
  const stream = open(host, serve({ bodyless: true, steps }))
  const read = await readAll(stream)
  expect(read.error).toBeUndefined()
  expect(typesOf(read)).toBe('text text usage finish')
  expect(await stream.text()).toBe('One two.')
})

test.for(HOSTS)('S16: a null body that ends too early is `incomplete`, on %s', async (host) => {
  const { error } = await readAll(open(host, serve({ bodyless: true, steps: [say('One ')] })))
  expect(error).toMatchObject({ ...INCOMPLETE, partial: 'One ' })
})

test.for(HOSTS)('S16: a null body that is plain text is one piece, on %s', async (host) => {
  const reply = { bodyless: true, headers: { 'content-type': 'text/plain' }, steps: ['One two.'] } as const
  expect(await readAll(open(host, serve(reply)))).toMatchObject({ events: [{ text: 'One two.' }], error: undefined })
})

test.for(HOSTS)('S17: data after [DONE] is ignored, on %s', async (host) => {
  for (const rest of [
    say('more'),
    event({ error: { message: 'too late' } }),
    'data: {"broken\n\n',
    'event: error\ndata: x',
  ]) {
    for (const steps of [[say('Hi'), END, rest], [say('Hi') + END + rest]]) {
      const stream = open(host, serve({ steps }))
      expect(await readAll(stream)).toMatchObject({ text: 'Hi', error: undefined })
      expect(await stream.result()).toMatchObject({ text: 'Hi', finishReason: 'stop' })
    }
  }
})

test.for(HOSTS)('S17: after [DONE] the connection is closed, whatever it goes on to send, on %s', async (host) => {
  const endless = Array.from({ length: 1000 }, () => [{ wait: 1 }, say('more')]).flat()
  for (const rest of [[STALL], endless]) {
    const served = serve({ steps: [say('Hi'), END, ...rest] })
    expect((await readAll(open(host, served))).text).toBe('Hi')
    expect(served.closed).toBe(1)
    expect(served.pulls).toBeLessThan(20)
  }
})

test.for(HOSTS)(
  'S17: a connection that ends right behind [DONE] is read to its end, and can serve again, on %s',
  async (host) => {
    const served = serve({ steps: [say('Hi'), END] })
    expect((await readAll(open(host, served))).text).toBe('Hi')
    expect(served.closed).toBe(0)
  },
)
