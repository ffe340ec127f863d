import { expect, test } from 'vitest'
import {
  type CallOptions,
  type Message,
  streamChat,
  streamObject,
  streamSpeech,
  streamText,
  type TextStream,
} from '../../../src/index.ts'
import { END, say } from './chunks.ts'
import { reasonOf } from './read-all.ts'
import { serve } from './serve.ts'

const KEY = 'sk_test_1234'
const answer = () => serve({ steps: [say('{"a":1}'), END] })
const bodyOf = ({ requests }: ReturnType<typeof serve>) => JSON.parse(String(requests[0]?.init.body))
const user = (content: Message['content'] = 'Hello'): Message[] => [{ role: 'user', content }]

/** Every function that streams, as a first read of it. */
const STREAMS: Record<string, (options: Pick<CallOptions, 'signal'>) => () => Promise<unknown>> = {
  streamText: (options) => firstRead(streamText('Hello there', options as never)),
  streamChat: (options) => firstRead(streamChat(user(), options)),
  streamObject: (options) => {
    // An object with getters stays as it is.
    const own = { schema: { value: {}, enumerable: true } }
    const stream = streamObject('Hello', Object.defineProperties(options, own) as never)
    return () => stream[Symbol.asyncIterator]().next()
  },
  streamSpeech: (options) => {
    const stream = streamSpeech('Hello', options)
    return () => stream.getReader().read()
  },
}
const firstRead = (stream: TextStream) => () => stream[Symbol.asyncIterator]().next()
const names = Object.keys(STREAMS)

const partsOf = (message?: Message) => message?.content as unknown as { image_url?: object; [name: string]: unknown }[]

test('streamChat sends the messages as they were at the call', async () => {
  const changes: Record<string, (messages: Message[]) => void> = {
    'a message more': (messages) => messages.push({ role: 'user', content: 'pushed' }),
    'a message less': (messages) => messages.pop(),
    'another content': ([message]) => Object.assign(message as Message, { content: 'changed' }),
    'another role': ([message]) => Object.assign(message as Message, { role: 'system' }),
    'a part more': ([message]) => partsOf(message)?.push?.({ type: 'text', text: 'pushed' }),
    'another text in a part': ([message]) => Object.assign(partsOf(message)?.[0] ?? {}, { text: 'changed' }),
    'another URL in a part': ([message]) =>
      Object.assign(partsOf(message)?.[1]?.image_url ?? {}, { url: 'https://changed.example' }),
  }
  for (const [name, change] of Object.entries(changes)) {
    for (const content of [
      'Hello',
      [
        { type: 'text', text: 'Hello' },
        { type: 'image_url', image_url: { url: 'https://example.com' } },
      ],
      [{ type: 'image_url', image_url: { url: new Blob(['image']) as never } }],
    ] as const) {
      const messages = [{ role: 'system', content: 'Be brief' } as Message, ...user(content as Message['content'])]
      messages.reverse()
      const kept = answer()
      await streamChat(structuredClone(messages), { apiKey: KEY, fetch: kept.fetch }).result()
      const changed = answer()
      const stream = streamChat(messages, { apiKey: KEY, fetch: changed.fetch })
      change(messages)
      await stream.result()
      expect(bodyOf(changed), name).toEqual(bodyOf(kept))
    }
  }
})

test.for(names)('%s uses the options as they were at the call', async (name) => {
  const kept = serve({ steps: [say('{"a":1}'), END] })
  const other = serve({})
  const options = { apiKey: KEY, fetch: kept.fetch, seed: 7, model: 'openai', requestId: 'kept', maxRetries: 0 }
  const read = STREAMS[name]?.(options as object)
  const changed = { apiKey: 'sk_changed_1', fetch: other.fetch, seed: 8, model: 'changed', requestId: 'changed' }
  Object.assign(options, changed, { headers: { 'x-changed': 'yes' }, signal: AbortSignal.abort() })
  await reasonOf(read?.() ?? Promise.reject())
  expect(other.requests).toEqual([])
  const { url, init } = kept.requests[0] ?? {}
  expect(init?.headers).toMatchObject({ authorization: `Bearer ${KEY}`, 'x-request-id': 'kept' })
  expect(JSON.stringify([url, init?.headers, init?.body])).not.toMatch(/changed|seed\D+8/)
})

const mine = new Error('mine')
const throws = () => {
  throw mine
}
const BAD: Record<string, () => CallOptions> = {
  'a getter of signal': () => ({
    get signal() {
      return throws()
    },
  }),
  'a getter of an option of the call': () => ({
    get timeout() {
      return throws()
    },
  }),
  'a getter of the key': () => ({
    get apiKey() {
      return throws()
    },
  }),
  'a proxy whose values throw': () => new Proxy({ apiKey: KEY, signal: undefined }, { get: throws }),
  'a proxy whose names throw': () => new Proxy({ apiKey: KEY }, { ownKeys: throws }),
  'a signal whose properties throw': () => ({ signal: new Proxy(new AbortController().signal, { get: throws }) }),
}
const bad = names.flatMap((name) => Object.keys(BAD).map((what) => ({ name, what })))

test.for(bad)('$name with $what that throws rejects the first read', async ({ name, what }) => {
  const served = serve({})
  const options = BAD[what]?.() ?? {}
  if (name === 'streamObject' && what.includes('proxy')) return
  const read = STREAMS[name]?.(options)
  expect(await reasonOf(read?.() ?? Promise.resolve())).toBe(mine)
  expect(served.requests).toEqual([])
})

test('whatever is read first of a stream with bad options rejects, and nothing is unhandled', async () => {
  const reads: Record<string, (stream: TextStream) => unknown> = {
    result: (stream) => stream.result(),
    text: (stream) => stream.text(),
    toReadableStream: (stream) => stream.toReadableStream().getReader().read(),
    toResponse: (stream) => stream.toResponse(),
    events: (stream) => stream.events()[Symbol.asyncIterator]().next(),
    'result() beside a loop': (stream) => {
      stream[Symbol.asyncIterator]()
        .next()
        .catch(() => {})
      return stream.result()
    },
  }
  const wrong: [unknown, object][] = [
    [BAD['a getter of signal']?.(), { message: 'mine' }],
    [{ signal: {} }, { code: 'invalid_option' }],
    [{ signal: 5 }, { code: 'invalid_option' }],
    [null, { code: 'invalid_option' }],
    [[], { code: 'invalid_option' }],
    ['options', { code: 'invalid_option' }],
    [() => {}, { code: 'invalid_option' }],
  ]
  for (const [options, error] of wrong) {
    for (const [name, read] of Object.entries(reads)) {
      for (const stream of [streamText('Hello there', options as never), streamChat(user(), options as never)]) {
        expect(await reasonOf(read(stream) as Promise<unknown>), `${name} ${String(options)}`).toMatchObject(error)
      }
    }
    const left = streamChat(user(), options as never)
    await left[Symbol.asyncIterator]().return?.()
    expect((await left.result()).text).toBe('')
    // Nobody reads this one.
    streamText('Hello there', options as never)
    expect(
      await reasonOf(
        streamSpeech('Hello', options as never)
          .getReader()
          .read(),
      ),
    ).toMatchObject(error)
  }
})
