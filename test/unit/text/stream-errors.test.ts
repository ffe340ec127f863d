import { expect, test } from 'vitest'
import { DONE, delta, END, event, say, stop } from './chunks.ts'
import { HOSTS, open, openChat } from './hosts.ts'
import { readAll } from './read-all.ts'
import { STALL, serve } from './serve.ts'

/** Every form in which a provider says in the middle of an answer that it has failed; they all say "overloaded". */
const FAILURES = [
  { form: 'an error object', wire: event({ error: { message: 'overloaded', type: 'upstream_error', code: 'x' } }) },
  { form: 'an error object beside choices', wire: event({ choices: [], error: { message: 'overloaded' } }) },
  { form: 'an error string', wire: event({ error: 'overloaded' }) },
  { form: 'an error object with JSON for a message', wire: event({ error: { message: '{"message":"overloaded"}' } }) },
  { form: 'event: error with a message', wire: event({ message: 'overloaded' }, 'error') },
  { form: 'event: error with an error object', wire: event({ error: { message: 'overloaded' } }, 'error') },
  { form: 'event: error with an error string', wire: event({ error: 'overloaded' }, 'error') },
  { form: 'event: error with plain words', wire: event('overloaded', 'error') },
  { form: 'event:error without spaces', wire: 'event:error\ndata:{"message":"overloaded"}\n\n' },
  { form: 'event: error in two data lines', wire: 'event: error\ndata: {"message":\ndata: "overloaded"}\n\n' },
  { form: 'event: error behind its data', wire: 'data: {"message":"overloaded"}\nevent: error\n\n' },
  { form: 'event: error by CRLF', wire: 'event: error\r\ndata: {"message":"overloaded"}\r\n\r\n' },
  { form: 'an error without its blank line', wire: 'data: {"error":{"message":"overloaded"}}' },
] as const

const cases = HOSTS.flatMap((host) => FAILURES.map((failure) => ({ host, ...failure })))

test.for(cases)("S7: $form is `provider` with the provider's message, on $host", async ({ host, wire }) => {
  for (const rest of ['', DONE, END, say('more') + END]) {
    if (rest && !/\s$/.test(wire)) continue
    const stream = open(host, serve({ steps: [say('Half an '), say('answer'), wire + rest] }))
    const { text, error } = await readAll(stream)
    expect(text).toBe('Half an answer')
    expect(error).toMatchObject({ name: 'StreamError', code: 'provider', partial: 'Half an answer' })
    expect(String(error)).toContain('overloaded')
    expect(String(error)).not.toContain('{')
    await expect(stream.result()).rejects.toBe(error)
  }
})

test.for(HOSTS)('S7: finish_reason "error" is `provider`, on %s', async (host) => {
  for (const steps of [
    [say('Half'), stop('error'), DONE],
    [say('Half'), stop('error')],
  ]) {
    const { error } = await readAll(open(host, serve({ steps })))
    expect(error).toMatchObject({ name: 'StreamError', code: 'provider', partial: 'Half' })
  }
})

test.for(HOSTS)(
  'S7: an error as the first event is `provider` with an empty partial, and not asked again, on %s',
  async (host) => {
    const served = serve({ steps: [event({ error: { message: 'overloaded' } })] }, { steps: [say('Hi'), END] })
    const { error } = await readAll(open(host, served))
    expect(error).toMatchObject({ name: 'StreamError', code: 'provider', partial: '' })
    expect(served.requests).toHaveLength(1)
  },
)

test.for(HOSTS)('S7: an error without words is a whole sentence, on %s', async (host) => {
  for (const wire of ['event: error\ndata:\n\n', event({}, 'error'), event({ error: {} })]) {
    const { error } = await readAll(open(host, serve({ steps: [say('Half'), wire] })))
    expect(error).toMatchObject({ code: 'provider', message: 'The model failed in its answer.' })
  }
})

test.for(HOSTS)('S7: an error closes the connection, on %s', async (host) => {
  const served = serve({ steps: [say('Hi'), event({ error: 'overloaded' }), STALL] })
  expect((await readAll(open(host, served))).error).toMatchObject({ code: 'provider' })
  expect(served.closed).toBe(1)
})

test.for(HOSTS)('S7: an error that is null is none, on %s', async (host) => {
  const steps = [event({ choices: [{ delta: { content: 'Hi' } }], error: null }), END]
  expect(await readAll(open(host, serve({ steps })))).toMatchObject({ text: 'Hi', error: undefined })
})

test.for(HOSTS)('S7: the word error in the text is none, on %s', async (host) => {
  const steps = [say('{"error":{"message":"overloaded"}}'), say('event: error\n\n'), END]
  const { text, error } = await readAll(open(host, serve({ steps })))
  expect(error).toBeUndefined()
  expect(text).toBe('{"error":{"message":"overloaded"}}event: error\n\n')
})

test.for(HOSTS)('S7: a name holds for one event only, on %s', async (host) => {
  const steps = ['event: error\n\n', say('Hi'), 'event: other\n', say('there'), END]
  const { text } = await readAll(open(host, serve({ steps })))
  expect(text).toBe('Hithere')
})

test("S7: a key in the provider's message is cut out", async () => {
  for (const wire of [event({ error: { message: 'bad key sk_test_1234' } }), event('bad key sk_test_1234', 'error')]) {
    const { error } = await readAll(open('gen', serve({ steps: [say('Hi'), wire] })))
    expect(String(error)).toContain('bad key')
    expect(JSON.stringify(error) + String(error) + (error as Error).stack).not.toContain('sk_test_1234')
  }
})

const BROKEN = [
  { what: 'JSON that breaks off', line: 'data: {"choices":[{"delta":{"content":"two"' },
  { what: 'JSON that breaks off, without a space', line: 'data:{"choices":[{"delta":' },
  { what: 'JSON with something behind it', line: 'data: {"choices":[]} and more' },
  { what: 'a list that breaks off', line: 'data: ["one",' },
  { what: 'JSON with an error spliced in', line: 'data: {"choices":[{"delta":{"content":"twoInternal Server Error' },
]
const broken = HOSTS.flatMap((host) => BROKEN.map((each) => ({ host, ...each })))

test.for(broken)('S8: $what in a complete data line is `malformed`, on $host', async ({ host, line }) => {
  for (const end of ['\n', '\r\n', '\r']) {
    const wire = [line, '', 'data: {"choices":[{"delta":{"content":"three"}}]}', '', ''].join(end)
    const served = serve({ steps: [say('one '), wire, STALL] })
    const { text, error } = await readAll(open(host, served))
    expect(text).toBe('one ')
    expect(error).toMatchObject({ name: 'StreamError', code: 'malformed', partial: 'one ' })
    expect((error as Error).message.length).toBeLessThan(200)
    expect(served.closed).toBe(1)
    expect(served.requests).toHaveLength(1)
  }
})

test.for(HOSTS)(
  'S8: pieces before a broken event are handed out first, from the same read too, on %s',
  async (host) => {
    const stream = openChat(host, serve({ steps: [`${say('one ')}${delta({ reasoning: 'hm' })}data: {"broken\n\n`] }))
    const read = await readAll(stream)
    expect(read).toMatchObject({ text: 'one ', reasoning: 'hm', error: { code: 'malformed', partial: 'one ' } })
  },
)

test.for(HOSTS)('S8: other data lines that are no JSON are keep-alives and skipped, on %s', async (host) => {
  const steps = ['data: ping\n\n', say('one '), 'data: : OPENROUTER\n\ndata: 12\n\ndata: \n\n', say('two'), END]
  expect(await readAll(open(host, serve({ steps })))).toMatchObject({ text: 'one two', error: undefined })
})

test('S8: a key in a broken event is cut out, also where the event is shortened', async () => {
  for (let before = 0; before < 120; before++) {
    const wire = `data: {"${'x'.repeat(before)}sk_test_1234", oops\n\n`
    const { error } = await readAll(open('gen', serve({ steps: [wire] })))
    expect(error).toMatchObject({ code: 'malformed' })
    expect(JSON.stringify(error) + String(error)).not.toContain('sk_tes')
  }
})
