import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { END, say } from './chunks.ts'
import { eventsOf, expectAt } from './fixtures/fixture.ts'
import { FIXTURES } from './fixtures/index.ts'
import { HOSTS, open, openChat } from './hosts.ts'
import { readAll, reasonOf } from './read-all.ts'
import { STALL, type Step, serve } from './serve.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const cases = HOSTS.flatMap((host) => FIXTURES.map((fixture) => ({ host, fixture, name: fixture.name })))

test.for(cases)(
  'S4: $name, silent behind any event, is `stalled` with what came and closed, on $host',
  async ({ fixture, host }) => {
    const pieces = eventsOf(fixture)
    for (const at of pieces.keys()) {
      const come = pieces.slice(0, at + 1)
      const length = come.reduce((sum, { length }) => sum + length, 0)
      const expected = expectAt(fixture, length, host, false)
      const { done } = expected
      const served = serve({ steps: [...come, STALL] })
      const reading = readAll(open(host, served))
      await vi.advanceTimersByTimeAsync(done ? 1000 : 31_000)
      const { text, error } = await reading
      expect(text).toBe(expected.text)
      expect(served.closed).toBe(1)
      expect(served.requests).toHaveLength(1)
      if (expected.complete) expect(error).toBeUndefined()
      else if (done) expect(error).toMatchObject({ code: 'incomplete', partial: expected.text })
      else expect(error).toMatchObject({ name: 'StreamError', code: 'stalled', partial: expected.text })
    }
  },
)

test.for(HOSTS)('S4: no byte for 30 s while waiting says so, on %s', async (host) => {
  const served = serve({ steps: [say('Hi '), STALL] })
  const stream = openChat(host, served)
  const reading = reasonOf(stream.text())
  await vi.advanceTimersByTimeAsync(29_900)
  expect(served.closed).toBe(0)
  await vi.advanceTimersByTimeAsync(200)
  expect(served.closed).toBe(1)
  expect(await reading).toMatchObject({ code: 'stalled', partial: 'Hi ', retryable: true })
  expect(String(await reading)).toContain('no data for 30 s')
})

test.for(HOSTS)('S4: stallTimeout sets the longest silence, on %s', async (host) => {
  const served = serve({ steps: [say('Hi '), { wait: 1400 }, say('there'), STALL] })
  const reading = readAll(open(host, served, { stallTimeout: 1500 }))
  await vi.advanceTimersByTimeAsync(2800)
  expect(served.closed).toBe(0)
  await vi.advanceTimersByTimeAsync(200)
  const { text, error } = await reading
  expect(text).toBe('Hi there')
  expect(String(error)).toContain('no data for 1.5 s')
})

test.for(HOSTS)(
  'S4: silence behind the headers, before any byte, stalls without another request, on %s',
  async (host) => {
    const served = serve({ steps: [STALL] })
    const reading = readAll(open(host, served))
    await vi.advanceTimersByTimeAsync(30_000)
    expect((await reading).error).toMatchObject({ name: 'StreamError', code: 'stalled', partial: '' })
    expect(served.requests).toHaveLength(1)
    expect(served.closed).toBe(1)
  },
)

test('S4: any byte restarts the clock: a comment, half a letter, a keep-alive', async () => {
  const wait = { wait: 25_000 }
  const letter = new TextEncoder().encode('ü')
  const bytes = [letter.slice(0, 1), letter.slice(1)] as [Uint8Array, Uint8Array]
  const steps: Step[] = [': hello\n\n', wait, ':', wait, 'data: ping\n\n', wait]
  steps.push('data: {"choices":[{"delta":{"content":"', bytes[0], wait, bytes[1], wait, '"}}]}\n\n', wait, END)
  const reading = readAll(open('gen', serve({ steps })))
  await vi.advanceTimersByTimeAsync(150_000)
  expect(await reading).toMatchObject({ text: 'ü', error: undefined })
})

test('S4: an empty read is no byte', async () => {
  const none = Array.from({ length: 5 }, () => [{ wait: 10_000 }, new Uint8Array()]).flat()
  const reading = readAll(open('gen', serve({ steps: [say('Hi '), ...none, END] })))
  await vi.advanceTimersByTimeAsync(60_000)
  expect((await reading).error).toMatchObject({ code: 'stalled', partial: 'Hi ' })
})

test.for([Number.POSITIVE_INFINITY, 2 ** 31])(
  'S4: a stallTimeout of %s switches the clock off',
  async (stallTimeout) => {
    const served = serve({ steps: [say('Hi '), { wait: 3_000_000 }, say('again'), END] })
    const reading = readAll(open('gen', served, { stallTimeout }))
    await vi.advanceTimersByTimeAsync(3_000_000)
    expect(await reading).toMatchObject({ text: 'Hi again', error: undefined })
  },
)

test.for(HOSTS)('S4: a slow consumer never stalls, on %s', async (host) => {
  const stream = open(host, serve({ steps: [say('one '), say('two '), say('three'), END] }))
  const pieces: string[] = []
  const reading = (async () => {
    for await (const piece of stream) {
      pieces.push(piece)
      await new Promise((resolve) => setTimeout(resolve, 100_000))
    }
  })()
  await vi.advanceTimersByTimeAsync(400_000)
  await reading
  expect(pieces).toEqual(['one ', 'two ', 'three'])
})

test('S4: a slow consumer of a slow stream is judged by its waiting alone', async () => {
  const slow = { wait: 20_000 }
  const stream = open('gen', serve({ steps: [say('one '), slow, say('two '), slow, say('three'), slow, END] }))
  const reading = (async () => {
    let text = ''
    for await (const piece of stream) {
      text += piece
      await new Promise((resolve) => setTimeout(resolve, 25_000))
    }
    return text
  })()
  await vi.advanceTimersByTimeAsync(400_000)
  expect(await reading).toBe('one two three')
})

test('S4: a stalled stream that is read as a ReadableStream errors, and so does its result', async () => {
  const stream = open('classic', serve({ steps: [say('Hi'), STALL] }))
  const reader = stream.toReadableStream().getReader()
  expect(await reader.read()).toEqual({ done: false, value: 'Hi' })
  const error = reasonOf(reader.read())
  await vi.advanceTimersByTimeAsync(30_000)
  expect(await error).toMatchObject({ code: 'stalled', partial: 'Hi' })
  expect(await reasonOf(stream.result())).toBe(await error)
})
