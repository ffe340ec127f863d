import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TextStream } from '../../../src/index.ts'
import { bytesOf, eventsOf, expectAll, type Fixture } from './fixtures/fixture.ts'
import { FIXTURES } from './fixtures/index.ts'
import { HOSTS, type Host, open, openChat } from './hosts.ts'
import { type Read, readAll } from './read-all.ts'
import { serve } from './serve.ts'

const cases = HOSTS.flatMap((host) => FIXTURES.map((fixture) => ({ host, fixture, name: fixture.name })))

/** What came out must be what is in the fixture, however it was cut into reads. */
async function check(fixture: Fixture, host: Host, reads: readonly Uint8Array[]): Promise<void> {
  // Only a chat has tools.
  const stream = (fixture.toolCalls ? openChat : open)(host, serve({ steps: reads }))
  await checkRead(fixture, host, stream, await readAll(stream))
}

async function checkRead(fixture: Fixture, host: Host, stream: TextStream, read: Read): Promise<void> {
  const expected = expectAll(fixture, host)
  const { toolCalls = [] } = fixture
  expect(read.text).toBe(expected.text)
  expect(read.reasoning).toBe(expected.reasoning)
  expect(stream.partial.text).toBe(expected.text)
  if (!expected.complete) {
    expect(read.error).toMatchObject({ name: 'StreamError', code: 'incomplete', partial: expected.text })
    return
  }
  expect(read.error).toBeUndefined()
  const found = read.events.flatMap((event) => (event.type === 'tool-call' ? [event.toolCall] : []))
  expect(found).toEqual(toolCalls)
  const ends = read.events.flatMap((event) => (event.type === 'finish' ? [event.finishReason] : []))
  expect(ends).toEqual(expected.finishReason ? [expected.finishReason] : [])
  const usages = read.events.flatMap((event) => (event.type === 'usage' ? [event.usage] : []))
  expect(usages).toEqual(expected.usage ? [expected.usage] : [])
  const result = await stream.result()
  expect(result).toMatchObject({ text: expected.text, toolCalls, finishReason: expected.finishReason ?? null })
  expect(result.reasoning ?? '').toBe(expected.reasoning)
  expect(result.usage).toEqual(expected.usage)
}

/** The bytes, cut at these places. */
function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [0, ...[...places].sort((a, b) => a - b), bytes.length]
  return sorted.slice(1).map((end, at) => bytes.slice(sorted[at], end))
}

test.for(cases)('S9: $name is read right in one read, on $host', ({ fixture, host }) =>
  check(fixture, host, [bytesOf(fixture)]),
)

test.for(cases)('S9: $name is read right event by event, on $host', ({ fixture, host }) =>
  check(fixture, host, eventsOf(fixture)),
)

test.for(cases)('S9: $name is read right byte by byte, on $host', ({ fixture, host }) =>
  check(fixture, host, cutAt(bytesOf(fixture), [...bytesOf(fixture).keys()])),
)

test.for(cases)('S9: $name is read right with an empty read behind each byte, on $host', ({ fixture, host }) =>
  check(
    fixture,
    host,
    cutAt(
      bytesOf(fixture),
      [...bytesOf(fixture).keys()].flatMap((at) => [at, at]),
    ),
  ),
)

test.for(cases)('S9: $name is read right in random splits, on $host', async ({ fixture, host }) => {
  const bytes = bytesOf(fixture)
  const places = fc.array(fc.nat({ max: bytes.length }), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(places, (at) => check(fixture, host, cutAt(bytes, at))),
    { numRuns: 30 },
  )
})

test('S9: a line of two megabytes in ten thousand reads is read right', async () => {
  const words = 'many words '.repeat(200_000)
  const chunk = `data: ${JSON.stringify({ choices: [{ delta: { content: words }, finish_reason: 'stop' }] })}\n\n`
  const bytes = new TextEncoder().encode(`${chunk}data: [DONE]\n\n`)
  const size = Math.ceil(bytes.length / 10_000)
  const reads = Array.from({ length: 10_000 }, (_, at) => bytes.subarray(at * size, (at + 1) * size))
  const { text, error } = await readAll(open('gen', serve({ steps: reads })))
  expect(error).toBeUndefined()
  expect(text).toBe(words)
})
