import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import {
  type CallEvent,
  type CallOptions,
  streamChat,
  streamObject,
  streamSpeech,
  streamText,
  streamTools,
} from '../../../src/index.ts'
import { END, say, stop } from './chunks.ts'
import { HOSTS, open, openChat } from './hosts.ts'
import { reasonOf } from './read-all.ts'
import { type Reply, STALL, serve } from './serve.ts'

const KEY = 'sk_test_1234'
const user = [{ role: 'user' as const, content: 'Hello' }]
const tools = { f: { parameters: { type: 'object' }, execute: () => 'done' } }

/** What can be read and left. */
interface Reading {
  read(): Promise<unknown>
  leave(): unknown
}
const iterate = (iterable: AsyncIterable<unknown>): Reading => {
  const iterator = iterable[Symbol.asyncIterator]()
  return { read: () => iterator.next(), leave: () => iterator.return?.() }
}
const readable = (stream: ReadableStream): Reading => {
  const reader = stream.getReader()
  return { read: () => reader.read(), leave: () => reader.cancel() }
}
const READINGS: Record<string, (options: Pick<CallOptions, 'signal'>) => Reading> = {
  streamText: (options) => iterate(streamText('Hello there', options)),
  streamChat: (options) => iterate(streamChat(user, options)),
  'events()': (options) => iterate(streamChat(user, options).events()),
  'toReadableStream()': (options) => readable(streamChat(user, options).toReadableStream()),
  streamTools: (options) => iterate(streamTools(user, { ...options, tools })),
  streamObject: (options) => {
    const stream = streamObject('Hello', { ...options, schema: {} })
    return iterate(stream)
  },
  streamSpeech: (options) => readable(streamSpeech('Hello', options)),
}

const REPLIES: Record<string, Reply> = {
  'a stream': { steps: [say('{"a":'), say('1}'), END] },
  'a stream that goes on': { steps: [say('{"a":'), STALL] },
  'an answer at once': { steps: [say('{"a":1}') + END] },
  'JSON instead of a stream': {
    headers: { 'content-type': 'application/json' },
    steps: ['{"choices":[{"message":{"content":"{}"},"finish_reason":"stop"}]}'],
  },
  'a refusal': { status: 402, steps: ['No'] },
}
const SOUND: Reply = { headers: { 'content-type': 'audio/mpeg' }, steps: ['ID3', 'sound', STALL] }

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await undefined
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 10))

/** Ends a stream so many turns after its first read; gives what is left of it. */
async function leaveAfter(name: string, reply: Reply, count: number, how: 'leave' | 'abort') {
  const served = serve(name === 'streamSpeech' && reply.steps !== REPLIES['a refusal']?.steps ? SOUND : reply)
  const controller = new AbortController()
  const ends: string[] = []
  let slots = 0
  const onEvent = ({ type }: CallEvent) => void (/done|error/.test(type) && ends.push(type))
  const limiter = {
    acquire: async () => {
      slots++
      return () => void slots--
    },
  }
  const { signal } = controller
  const options = { apiKey: KEY, fetch: served.fetch, signal, onEvent, limiter, maxRetries: 0 }
  const { read, leave } = (READINGS[name] as (typeof READINGS)[string])(options)
  const first = read().catch(() => {})
  await turns(count)
  if (how === 'abort') controller.abort('enough')
  // To cancel a ReadableStream that failed rejects.
  else await Promise.resolve(leave()).catch(() => {})
  await first
  await settled()
  const state = { slots, listeners: getEventListeners(signal, 'abort').length, ends: ends.length }
  const running = served.requests.length - served.closed
  return { ...state, running, requests: served.requests.length }
}

const cases = Object.keys(READINGS).flatMap((name) =>
  (['leave', 'abort'] as const).flatMap((how) => Object.keys(REPLIES).map((reply) => ({ name, how, reply }))),
)

test.for(cases)('$name: to $how in any turn after the first read of $reply leaves nothing open', async (each) => {
  const reply = REPLIES[each.reply] as Reply
  const wrong: unknown[] = []
  await Promise.all(
    [...Array(60).keys()].map(async (count) => {
      const left = await leaveAfter(each.name, reply, count, each.how)
      // What ended by itself is not closed by us.
      const closable = /goes on/.test(each.reply) || (each.name === 'streamSpeech' && each.reply !== 'a refusal')
      const bad = left.slots || left.listeners || left.ends > 1 || (left.requests && !left.ends)
      if (bad || (closable && left.running)) wrong.push({ count, ...left })
    }),
  )
  expect(wrong).toEqual([])
})

describe('toResponse(init)', () => {
  const INITS: Record<string, unknown> = {
    'status 204': { status: 204 },
    'status 205': { status: 205 },
    'status 304': { status: 304 },
    'status 99': { status: 99 },
    'status 1000': { status: 1000 },
    'status 101': { status: 101 },
    'a status that is no number': { status: 'many' },
    'a header with a blank in its name': { headers: { 'x y': 'a' } },
    'a header with a line break': { headers: { x: `${KEY}\nb` } },
    'headers that are pairs of three': { headers: [['a', 'b', 'c']] },
    'a status text with a line break': { statusText: 'a\nb' },
    'a getter that throws': {
      get status() {
        throw new Error('mine')
      },
    },
  }
  test.for(Object.entries(INITS))('with %s is refused before any request', async ([, init]) => {
    for (const host of HOSTS) {
      const served = serve({ steps: [say('one '), END] })
      const stream = openChat(host, served)
      const error = await reasonOf(stream.toResponse(init as ResponseInit))
      expect(error).toMatchObject({ name: 'ValidationError', code: 'invalid_option' })
      expect((error as Error).message).toMatch(/^init must be /)
      expect(String((error as Error).message)).not.toContain(KEY)
      expect(served.requests).toEqual([])
      // The stream has not been read.
      expect(await stream.text()).toBe('one ')
    }
  })

  test('takes what a Response takes', async () => {
    for (const init of [undefined, null, {}, { status: 201, statusText: 'Made', headers: { 'x-a': 'b' } }]) {
      const response = await open('gen', serve({ steps: [say('one '), END] })).toResponse(init as ResponseInit)
      expect(response.status).toBe(init?.status ?? 200)
      expect(response.headers.get('x-a')).toBe(init?.headers ? 'b' : null)
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
      expect(await response.text()).toBe('one ')
    }
    const headers = new Headers({ 'content-type': 'text/markdown' })
    const response = await open('gen', serve({ steps: [say('one '), END] })).toResponse({ headers })
    expect(response.headers.get('content-type')).toBe('text/markdown')
    expect([...headers]).toEqual([['content-type', 'text/markdown']])
  })

  test('its body that is cancelled closes the connection, at the beginning, in the middle and while it waits', async () => {
    for (const reads of [0, 1, 2]) {
      const served = serve({ steps: [say('one ') + say('two '), STALL] })
      const stream = openChat('gen', served)
      const reader = ((await stream.toResponse()).body as ReadableStream).getReader()
      for (let read = 0; read < reads; read++) await reader.read()
      const waiting = reads === 2 ? reader.read() : undefined
      await reader.cancel()
      await waiting
      expect(served.closed).toBe(1)
      expect(await stream.result()).toMatchObject({ text: ['', 'one ', 'one two '][reads], finishReason: 'stopped' })
    }
  })

  test('a second reader is refused, and the first one goes on', async () => {
    const stream = openChat('gen', serve({ steps: [say('one '), say('two'), stop()] }))
    const iterator = stream[Symbol.asyncIterator]()
    await iterator.next()
    expect(await reasonOf(stream.toResponse())).toMatchObject({ code: 'already_read' })
    expect(await reasonOf(stream.toResponse({ status: 99 }))).toMatchObject({ code: 'already_read' })
    expect(await iterator.next()).toEqual({ value: 'two', done: false })
    expect(await iterator.next()).toEqual({ value: undefined, done: true })
    expect(await stream.text()).toBe('one two')
  })
})
