import { expect, test } from 'vitest'
import { chat, streamChat, streamText } from '../../../src/index.ts'
import { createEmulator } from '../../../src/testing/index.ts'
import { count, DONE, delta, END, say, stop } from './chunks.ts'
import { open } from './hosts.ts'
import { readAll, reasonOf } from './read-all.ts'
import { RESET, type Reply, SSE, STALL, type Step, serve } from './serve.ts'

const MARK = { ...SSE, 'cache-control': 'private, no-store' }
const LINK = '[top up](https://enter.pollinations.ai/top-up)'
const SAYS: Record<string, string> = {
  balance: `The account behind this API key doesn't have enough credits. Please ${LINK}, then try again.`,
  key_budget:
    'The API key used for this request has reached its budget. Please [raise it](https://enter.pollinations.ai/edit-key).',
  forbidden:
    "The API key used for this request isn't allowed to use this model. See https://enter.pollinations.ai/grant",
}
const NOTICE =
  '⚠️ **IMPORTANT NOTICE** ⚠️\n\nThe Pollinations legacy text API is being deprecated for **authenticated users**. See https://enter.pollinations.ai'

const words = (text: string): string[] => text.split(/(?<= )/).map(say)
const marked = (...steps: Step[]): Reply => ({ headers: MARK, steps })

test.for(Object.entries(SAYS))(
  "gen's refusal that means %s is thrown, and no piece of it is handed out",
  async ([code, said]) => {
    for (const usage of [[count(0, 0)], []]) {
      for (const pieces of [words(said), [say(said)]]) {
        const served = serve(marked(...pieces, stop(), ...usage, DONE))
        const stream = open('gen', served)
        const { events, error } = await readAll(stream)
        expect(events).toEqual([])
        expect(error).toMatchObject({
          name: code === 'forbidden' ? 'AuthenticationError' : 'PaymentError',
          code,
          status: 200,
        })
        expect(stream.partial.text).toBe('')
        expect(served.requests).toHaveLength(1)
        await expect(stream.result()).rejects.toBe(error)
      }
    }
  },
)

test.for([
  { refusal: 'balance', code: 'balance' },
  { refusal: 'key_budget', code: 'key_budget' },
  { refusal: 'permission', code: 'forbidden' },
] as const)(
  'the refusal $refusal, as the emulator has it, is thrown by every way to read',
  async ({ refusal, code }) => {
    const fetch = createEmulator({ faults: [{ refusal }] })
    const options = { apiKey: 'sk_test', fetch }
    const messages = [{ role: 'user' as const, content: 'Hi there' }]
    const reads = [
      () => streamText('Hi there', options).text(),
      () => streamChat(messages, options).result(),
      () => streamChat(messages, options).toResponse(),
      () => streamChat(messages, options).toReadableStream().getReader().read(),
      () => chat(messages, options),
    ]
    for (const read of reads) expect(await reasonOf(read())).toMatchObject({ code })
  },
)

test('without the header a text about credits is an answer, and comes as it is written', async () => {
  for (const headers of [SSE, { ...SSE, 'cache-control': 'private' }, { ...SSE, 'cache-control': 'no-store' }]) {
    const served = serve({ headers, steps: [...words(SAYS.balance ?? ''), STALL] })
    const iterator = open('gen', served)[Symbol.asyncIterator]()
    expect(await iterator.next()).toEqual({ done: false, value: 'The ' })
    await iterator.return?.()
  }
})

test('without a link a text with the header is an answer', async () => {
  const text = "The account behind this API key doesn't have enough credits."
  const { events, error } = await readAll(open('gen', serve(marked(...words(text), END))))
  expect(error).toBeUndefined()
  expect(events.length).toBeGreaterThan(8)
})

test('a text with the header and with usage is an answer, link or not', async () => {
  const stream = open('gen', serve(marked(say(SAYS.balance ?? ''), stop(), count(5, 30), DONE)))
  expect(await stream.result()).toMatchObject({ text: SAYS.balance, finishReason: 'stop' })
})

test('a text of more than 2000 characters is an answer, and is let go as soon as that is known', async () => {
  const start = say(SAYS.balance ?? '')
  const line = say('x'.repeat(100))
  const served = serve(marked(start, ...Array.from({ length: 25 }, () => line), STALL))
  const stream = open('gen', served)
  const iterator = stream[Symbol.asyncIterator]()
  expect((await iterator.next()).value).toBe(SAYS.balance)
  expect(served.pulls).toBeLessThan(23)
  expect(served.pulls).toBeGreaterThan(15)
  await iterator.return?.()
})

test('an answer with the header is held back whole while it may be a refusal, then comes in its pieces', async () => {
  const served = serve(marked(delta({ reasoning: 'Hm.' }), say('One '), say('two.'), END))
  const { events, error } = await readAll(open('gen', served))
  expect(error).toBeUndefined()
  expect(events).toEqual([
    { type: 'reasoning', text: 'Hm.' },
    { type: 'text', text: 'One ' },
    { type: 'text', text: 'two.' },
    { type: 'finish', finishReason: 'stop' },
  ])
})

test('what was held back is handed out before the error of a stream that breaks', async () => {
  for (const [end, code] of [
    [[RESET], 'incomplete'],
    [[], 'incomplete'],
    [['data: {"x\n\n'], 'malformed'],
  ] as const) {
    const stream = open('gen', serve(marked(say('One '), say('two'), ...end)))
    const { text, error } = await readAll(stream)
    expect(text).toBe('One two')
    expect(error).toMatchObject({ code, partial: 'One two' })
  }
})

test('a refusal is thrown, and no piece of it is handed out, though the connection dies behind it', async () => {
  for (const [code, said] of Object.entries(SAYS)) {
    for (const end of [[RESET], [], ['data: {"x\n\n']]) {
      const stream = open('gen', serve(marked(...words(said), ...end)))
      const { events, error } = await readAll(stream)
      expect(events).toEqual([])
      expect(error).toMatchObject({ code, status: 200 })
      await expect(stream.result()).rejects.toBe(error)
    }
  }
  const classic = await readAll(open('classic', serve({ steps: [...words(NOTICE), RESET] })))
  expect(classic).toMatchObject({ events: [], error: { code: 'forbidden' } })
})

test('a refusal as JSON, or as plain text, in the place of a stream is thrown too', async () => {
  const completion = {
    choices: [{ message: { role: 'assistant', content: SAYS.balance }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
  }
  const json = { headers: { ...MARK, 'content-type': 'application/json' }, steps: [JSON.stringify(completion)] }
  const plain = { headers: { ...MARK, 'content-type': 'text/plain' }, steps: [SAYS.balance ?? ''] }
  for (const reply of [json, plain]) {
    const { events, error } = await readAll(open('gen', serve(reply)))
    expect(events).toEqual([])
    expect(error).toMatchObject({ name: 'PaymentError', code: 'balance' })
  }
})

test('the classic notice is thrown, and no piece of it is handed out', async () => {
  for (const steps of [
    [...words(NOTICE), stop(), count(0, 0), DONE],
    [...[...NOTICE].map(say), END],
  ]) {
    const stream = open('classic', serve({ steps }))
    const { events, error } = await readAll(stream)
    expect(events).toEqual([])
    expect(error).toMatchObject({ name: 'AuthenticationError', code: 'forbidden' })
    expect(stream.partial.text).toBe('')
  }
})

test('the classic notice, as the emulator has it, is thrown in every form', async () => {
  const fetch = createEmulator({ faults: [{ refusal: 'deprecation' }] })
  expect((await readAll(streamText('Hi there', { fetch }))).error).toMatchObject({ code: 'forbidden' })
  expect((await readAll(streamChat([{ role: 'user', content: 'Hi' }], { fetch }))).error).toMatchObject({
    code: 'forbidden',
  })
  const plain = serve({ headers: { 'content-type': 'text/plain' }, steps: [NOTICE] })
  expect((await readAll(open('classic', plain))).error).toMatchObject({ code: 'forbidden' })
})

test('a text that begins like the notice is let go as soon as it differs', async () => {
  const served = serve({ steps: [say('⚠️ '), say('**IMP'), say('ATIENT**'), STALL] })
  const iterator = open('classic', served)[Symbol.asyncIterator]()
  expect(await iterator.next()).toEqual({ done: false, value: '⚠️ ' })
  expect(served.pulls).toBe(3)
  await iterator.return?.()
})

test('a text that is only the beginning of the notice is an answer', async () => {
  expect(await readAll(open('classic', serve({ steps: [say('⚠️'), END] })))).toMatchObject({
    text: '⚠️',
    error: undefined,
  })
})

test("the notice is an answer when gen gives it, and gen's refusal when the classic host does", async () => {
  expect((await readAll(open('gen', serve({ steps: [say(NOTICE), END] })))).text).toBe(NOTICE)
  const said = SAYS.balance ?? ''
  expect((await readAll(open('classic', serve(marked(say(said), END))))).text).toBe(said)
})

test('any other text comes at once, from the first piece on', async () => {
  const served = serve({ steps: [say('I '), STALL] })
  const iterator = open('classic', served)[Symbol.asyncIterator]()
  expect(await iterator.next()).toEqual({ done: false, value: 'I ' })
  expect(served.pulls).toBe(1)
  await iterator.return?.()
})

test('what the classic host says when it cannot read the model is an error', async () => {
  const steps = [say('Streaming response could not be processed.'), END]
  const { error, text } = await readAll(open('classic', serve({ steps })))
  expect(error).toMatchObject({ code: expect.stringMatching(/^(upstream|provider)$/) })
  expect(text).toBe('')
})
