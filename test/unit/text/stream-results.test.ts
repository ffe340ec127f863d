import { afterEach, beforeEach, expect, test } from 'vitest'
import type { TextStream } from '../../../src/index.ts'
import { count, DONE, delta, END, say, stop } from './chunks.ts'
import { HOSTS, open, openChat } from './hosts.ts'
import { readAll, reasonOf } from './read-all.ts'
import { RESET, STALL, type Step, serve } from './serve.ts'

const STORY = [say('one '), say('two '), say('three'), END]
const pause = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms))

const unhandled: unknown[] = []
const note = (reason: unknown) => void unhandled.push(reason)
beforeEach(() => void process.on('unhandledRejection', note))
afterEach(async () => {
  // Node tells of a rejection when its turn is over.
  await pause(5)
  process.off('unhandledRejection', note)
  expect(unhandled.splice(0).map(String)).toEqual([])
})

test.for(HOSTS)('result() before any read reads the stream itself, on %s', async (host) => {
  const served = serve({
    steps: [delta({ reasoning: 'Hm.' }), say('one '), say('two'), stop('length'), count(1, 2), DONE],
  })
  const stream = open(host, served)
  const result = await stream.result()
  expect(result).toMatchObject({
    text: 'one two',
    reasoning: 'Hm.',
    toolCalls: [],
    finishReason: 'length',
    usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
    message: { role: 'assistant', content: 'one two' },
  })
  expect(result.requestId).not.toBe('')
  expect(stream.partial).toMatchObject({ text: 'one two', finishReason: 'length' })
  expect(served.requests).toHaveLength(1)
})

test.for(HOSTS)('result() is memoised, and text() shares it, on %s', async (host) => {
  const served = serve({ steps: STORY })
  const stream = open(host, served)
  const results = await Promise.all([stream.result(), stream.result(), stream.text(), stream.result()])
  expect(results[1]).toBe(results[0])
  expect(results[3]).toBe(results[0])
  expect(await stream.result()).toBe(results[0])
  expect(results[2]).toBe('one two three')
  expect(await stream.text()).toBe('one two three')
  expect(served.requests).toHaveLength(1)
})

test.for(HOSTS)('result() beside a loop waits for it, and takes nothing from it, on %s', async (host) => {
  const stream = open(host, serve({ steps: STORY }))
  let settled = false
  let waiting: Promise<unknown> | undefined
  const pieces: string[] = []
  for await (const piece of stream) {
    waiting ??= stream.result().finally(() => (settled = true))
    pieces.push(piece)
    await pause(2)
    expect(settled).toBe(false)
  }
  expect(pieces).toEqual(['one ', 'two ', 'three'])
  expect(await waiting).toMatchObject({ text: 'one two three', finishReason: 'stop' })
})

test.for(HOSTS)('result() after a loop has all of it, on %s', async (host) => {
  const stream = open(host, serve({ steps: STORY }))
  for await (const _ of stream);
  expect(await stream.result()).toMatchObject({ text: 'one two three', finishReason: 'stop' })
  expect(await stream.text()).toBe('one two three')
})

const call = (id: string, args: string) => ({ id, function: { name: id, arguments: args } })

test.for(HOSTS)('result() after break resolves with what came, and says that it was stopped, on %s', async (host) => {
  const steps = [
    say('one '),
    delta({ tool_calls: [call('a', '{}')] }),
    delta({ tool_calls: [call('b', '{"x"')] }),
    say('two '),
    STALL,
  ]
  const stream = openChat(host, serve({ steps }))
  for await (const piece of stream) if (piece === 'two ') break
  const result = await stream.result()
  expect(result).toMatchObject({ text: 'one two ', finishReason: 'stopped', message: { content: 'one two ' } })
  // Only the end of an answer shows which of its calls may be run.
  expect(result.toolCalls).toEqual([])
  expect(await stream.text()).toBe('one two ')
})

test('result() that waits beside a loop resolves when the loop is left', async () => {
  const stream = openChat('gen', serve({ steps: [say('one '), STALL] }))
  let waiting: Promise<unknown> | undefined
  for await (const _ of stream) {
    waiting = stream.result()
    break
  }
  expect(await waiting).toMatchObject({ text: 'one ', finishReason: 'stopped' })
})

const ENDS: Record<string, { steps: readonly Step[]; code: string }> = {
  'an early end': { steps: [say('one ')], code: 'incomplete' },
  'a reset': { steps: [say('one '), RESET], code: 'incomplete' },
  'a stall': { steps: [say('one '), STALL], code: 'stalled' },
  'a broken event': { steps: [say('one '), 'data: {"x\n\n'], code: 'malformed' },
  'an error event': { steps: [say('one '), 'data: {"error":"x"}\n\n'], code: 'provider' },
}

test.for(Object.entries(ENDS))('after %s everything rejects with the same value', async ([, { steps, code }]) => {
  for (const first of ['loop', 'result', 'text', 'readable'] as const) {
    const stream = openChat('gen', serve({ steps }), { stallTimeout: 20 })
    const ways: Record<typeof first, (stream: TextStream) => Promise<unknown>> = {
      loop: async (each) => (await readAll(each)).error,
      result: (each) => reasonOf(each.result()),
      text: (each) => reasonOf(each.text()),
      readable: async (each) => {
        const reader = each.toReadableStream().getReader()
        await reader.read()
        return reasonOf(reader.read())
      },
    }
    const error = await ways[first](stream)
    expect(error).toMatchObject({ name: 'StreamError', code, partial: 'one ' })
    expect(await reasonOf(stream.result())).toBe(error)
    expect(await reasonOf(stream.text())).toBe(error)
    expect(stream.partial.text).toBe('one ')
  }
})

test('after a refusal before the first byte result() rejects with the same value', async () => {
  const stream = openChat('gen', serve({ status: 401 }))
  const { error } = await readAll(stream)
  expect(error).toMatchObject({ code: 'invalid_key' })
  expect(await reasonOf(stream.result())).toBe(error)
})

test('a rejected result() that nobody listens to is not unhandled', async () => {
  const asks: ((stream: TextStream) => unknown)[] = [
    (stream) => stream.result(),
    (stream) => stream.text(),
    (stream) => [stream.result(), stream.text(), stream.result()],
  ]
  for (const ask of asks) {
    for (const { steps } of Object.values(ENDS)) {
      // Alone, beside a loop that gets the error, and behind it.
      ask(openChat('gen', serve({ steps }), { stallTimeout: 5 }))
      const beside = openChat('gen', serve({ steps }), { stallTimeout: 5 })
      const loop = readAll(beside)
      ask(beside)
      expect((await loop).error).toBeDefined()
      ask(beside)
    }
    ask(openChat('gen', serve({ status: 400 })))
    ask(openChat('gen', serve({ steps: STORY }), { signal: AbortSignal.abort('enough') }))
    ask(openChat('gen', serve({ steps: STORY }), { timeout: -1 }))
  }
  await pause(20)
})

test('a loop that throws leaves no rejection behind, whatever was read before', async () => {
  for (const { steps } of Object.values(ENDS)) {
    await readAll(openChat('gen', serve({ steps }), { stallTimeout: 5 }))
    const stream = openChat('gen', serve({ steps }), { stallTimeout: 5 })
    for await (const _ of stream) break
    const iterator = openChat('gen', serve({ steps }), { stallTimeout: 5 })[Symbol.asyncIterator]()
    await iterator.next()
    await reasonOf(iterator.next())
    await iterator.return?.()
  }
})

test('leaving before the headers, and an abort that nobody sees, leave no rejection behind', async () => {
  const left = openChat('gen', serve({ hangs: true }))
  const iterator = left[Symbol.asyncIterator]()
  const waiting = iterator.next()
  await pause()
  await iterator.return?.()
  await waiting
  const controller = new AbortController()
  const aborted = openChat('gen', serve({ steps: [say('one '), STALL] }), { signal: controller.signal })
  await aborted[Symbol.asyncIterator]().next()
  controller.abort(new Error('enough'))
  const cancelled = openChat('gen', serve({ steps: [say('one '), STALL] })).toReadableStream()
  await cancelled.cancel('enough')
  await pause(5)
})

test('sound that comes in pieces is whole, whether each has a padding of its own or is cut anywhere', async () => {
  const wav = 'RIFF\x24\0\0\0WAVEfmt \x10\0\0\0'
  const padded = [wav.slice(0, 7), wav.slice(7, 11), wav.slice(11)].map(btoa)
  expect(padded[0]).toMatch(/=$/)
  const whole = btoa(wav)
  for (const pieces of [padded, [whole.slice(0, 5), whole.slice(5, 11), whole.slice(11)]]) {
    const steps = [...pieces.map((data) => delta({ audio: { data, transcript: 'a' } })), stop('stop'), DONE]
    const { audio, message } = await open('gen', serve({ steps })).result()
    expect([await audio?.blob.text(), audio?.blob.type, audio?.transcript]).toEqual([wav, 'audio/wav', 'aaa'])
    expect(message.content).toBe('aaa')
  }
})
