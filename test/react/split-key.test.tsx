// A service that echoes the API key in several chunks: no snapshot of a hook holds it, and it is not sent again.
import { act } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import type { ToolSet } from '../../src/index.ts'
import { useChat, useObject, useText } from '../../src/react/index.ts'
import { show, sleep } from './render.tsx'

const KEY = 'sk_0123456789abcdefXYZ'
const [HALF, REST] = [KEY.slice(0, 9), KEY.slice(9)]

const event = (delta: object, finish_reason: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}\n\n`
const call = (args: string, start: object = {}) =>
  event({ tool_calls: [{ index: 0, ...start, function: { ...('id' in start && { name: 'note' }), arguments: args } }] })
const END = `${event({}, 'stop')}data: [DONE]\n\n`
const CALLS = `${event({}, 'tool_calls')}data: [DONE]\n\n`

/** A service that writes these chunks, each in a turn of its own; the last answer is given to all later requests. */
function serviceOf(...answers: (string | Error)[][]) {
  const bodies: string[] = []
  const encoder = new TextEncoder()
  async function fetch(_url: string, init?: RequestInit): Promise<Response> {
    bodies.push(`${init?.body}`)
    const chunks = [...(answers[bodies.length - 1] ?? answers.at(-1) ?? [])]
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          // A turn for the snapshot and one for its rendering.
          for (let turns = 0; turns < 3; turns++) await sleep(0)
          const chunk = chunks.shift()
          if (chunk === undefined) controller.close()
          else if (chunk instanceof Error) controller.error(chunk)
          else controller.enqueue(encoder.encode(chunk))
        },
      },
      { highWaterMark: 0 },
    )
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }
  return { fetch, bodies }
}

// Each chunk is a snapshot of its own: no frame is waited for.
vi.mock('../../src/react/next-frame.ts', () => ({
  nextFrame(callback: () => void) {
    const timer = setTimeout(callback)
    return () => clearTimeout(timer)
  },
}))

const holdsKey = (value: unknown): boolean => JSON.stringify(value).includes(KEY)
const content = (text: string) => event({ content: text })
const thought = (text: string) => event({ reasoning: text })

const writings: [string, (string | Error)[]][] = [
  ['text in two chunks', [content(`It is ${HALF}`), content(`${REST}!`), END]],
  ['text in one letter a chunk', [...`It is ${KEY}!`].map((letter) => content(letter)).concat(END)],
  ['text twice', [content(`${KEY.slice(0, -1)}`), content(`Z${HALF}`), content(REST), END]],
  ['reasoning in two chunks', [thought(HALF), thought(REST), content('So.'), END]],
  ['reasoning and text in turns', [thought(HALF), content(HALF), thought(REST), content(REST), END]],
  ['text of an answer that breaks', [content(HALF), content(REST), content('…'), new TypeError('lost')]],
]

test.each(writings)('useChat: %s', async (_name, chunks) => {
  const { fetch, bodies } = serviceOf(chunks, [content('Good.'), END])
  const { now, until, seen } = show(() => useChat({ fetch, maxRetries: 0 }), {}, { apiKey: KEY })
  act(() => now().send('What is it?'))
  const { messages } = await until('done', 'error')
  const { content: text, reasoning = '' } = messages[1] ?? {}
  expect(`${text}${reasoning}`).toContain('[key]')
  expect(seen.filter((state) => holdsKey(state.messages))).toEqual([])
  expect(new Set(seen.map((state) => state.messages[1]?.content)).size).toBeGreaterThan(1)
  act(() => now().send('And now?'))
  await until('done')
  expect(bodies.length).toBe(2)
  expect(bodies.filter(holdsKey)).toEqual([])
})

test('useChat: text of an answer that is stopped', async () => {
  const endless = [content(HALF), content(REST), ...Array.from({ length: 2000 }, () => content('.'))]
  const { fetch } = serviceOf(endless)
  const { now, until, seen } = show(() => useChat({ fetch, maxRetries: 0 }), {}, { apiKey: KEY })
  act(() => now().send('What is it?'))
  await vi.waitFor(() => expect(`${now().messages[1]?.content}`).toContain('[key].'))
  act(() => now().stop())
  const { messages } = await until('done')
  expect(messages[1]?.content).toMatch(/^\[key\]\.+$/)
  expect(seen.filter((state) => holdsKey(state.messages))).toEqual([])
})

const note = { parameters: { type: 'object', properties: {} }, execute: (args: unknown) => args }
const tools = { note } as unknown as ToolSet<unknown>

test('useChat with tools: the arguments, what the tool makes of them, and the text of each step', async () => {
  const { fetch, bodies } = serviceOf(
    [content(HALF), content(`${REST} first`), call(`{"a":"${HALF}`, { id: 'call_1' }), call(`${REST}"}`), CALLS],
    [content(`second ${HALF}`), content(REST), END],
  )
  const { now, until, seen } = show(() => useChat({ fetch, tools, maxRetries: 0 }), {}, { apiKey: KEY })
  act(() => now().send('Note it'))
  const { messages } = await until('done', 'error')
  expect(messages.map(({ role, content: text }) => [role, text])).toEqual([
    ['user', 'Note it'],
    ['assistant', '[key] first'],
    ['tool', '{"a":"[key]"}'],
    ['assistant', 'second [key]'],
  ])
  expect(messages[1]?.tool_calls?.[0]?.function.arguments).toBe('{"a":"[key]"}')
  expect(seen.filter((state) => holdsKey(state.messages))).toEqual([])
  expect(bodies.filter(holdsKey)).toEqual([])
})

test('useChat with tools: a key that begins in one step and ends in the next takes no text away', async () => {
  const { fetch } = serviceOf(
    [content(`One ${HALF}`), call('{}', { id: 'call_1' }), CALLS],
    [content(`${REST} two`), END],
  )
  const { now, until } = show(() => useChat({ fetch, tools, maxRetries: 0 }), {}, { apiKey: KEY })
  act(() => now().send('Note it'))
  const { messages } = await until('done', 'error')
  expect(messages.map(({ content: text }) => text)).toEqual(['Note it', `One ${HALF}`, '{}', '[key] two'])
})

test.each(writings)('useText: %s', async (_name, chunks) => {
  const { fetch } = serviceOf(chunks)
  const { until, seen } = show(() => useText('What is it?', { fetch, maxRetries: 0 }), {}, { apiKey: KEY })
  const { text, reasoning = '' } = await until('done', 'error')
  expect(text + reasoning).toContain('[key]')
  expect(seen.filter(holdsKey)).toEqual([])
})

test('useObject: a value in two chunks', async () => {
  const chunks = [content(`{"a":"${HALF}`), content(`${REST}","b":`), content('1}'), END]
  const { fetch } = serviceOf(chunks)
  const hook = () => useObject('What is it?', { schema: { type: 'object' }, fetch, maxRetries: 0 })
  const { until, seen } = show(hook, {}, { apiKey: KEY })
  expect((await until('done', 'error')).object).toEqual({ a: '[key]', b: 1 })
  expect(seen.filter(holdsKey)).toEqual([])
})
