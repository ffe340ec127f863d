import { expect, test } from 'vitest'
import { bytesOf, type Expected, expectAt, type Fixture } from './fixtures/fixture.ts'
import { FIXTURES } from './fixtures/index.ts'
import { HOSTS, type Host, open } from './hosts.ts'
import { readAll } from './read-all.ts'
import { RESET, type Step, serve } from './serve.ts'

const cases = HOSTS.flatMap((host) => FIXTURES.map((fixture) => ({ host, fixture, name: fixture.name })))

// A dying connection is the same on both hosts but for what is complete: each fixture is tried on one of them.
const dying = FIXTURES.map((fixture, at) => ({ host: HOSTS[at % 2] ?? 'gen', fixture, name: fixture.name }))

/** Reads the steps; gives what differs from what is expected, so that a thousand cuts are one assertion. */
async function differs(host: Host, steps: readonly Step[], wanted: readonly Expected[]) {
  const cause = steps[1]
  const stream = open(host, serve({ steps }), { maxRetries: 0 })
  const read = await readAll(stream)
  const error = read.error as { name: string; code: string; partial: string; cause: unknown } | undefined
  const result = await stream.result().catch((reason: unknown) => reason)
  const found = { text: read.text, reasoning: read.reasoning, usage: stream.partial.usage }
  const fits = wanted.some((expected) => {
    const { complete, code, text, reasoning, usage, finishReason } = expected
    if (found.text !== text || found.reasoning !== reasoning || stream.partial.text !== text) return false
    if (!complete) {
      const named = error?.name === 'StreamError' && error.code === code && error.partial === text
      return named && result === error && error.cause === (expected.done ? undefined : cause)
    }
    const whole = result as { text: string; finishReason: unknown; usage: unknown }
    const same = JSON.stringify(whole.usage) === JSON.stringify(usage)
    return !error && whole.text === text && whole.finishReason === (finishReason ?? null) && same
  })
  return fits
    ? []
    : [{ steps: String(steps.map((step) => decode(step))), ...found, error: String(error), result, wanted }]
}

const decode = (step: Step): string => (step instanceof Uint8Array ? new TextDecoder().decode(step) : String(step))

/** Every number of bytes, all of them too. */
const lengths = (fixture: Fixture): number[] => [...bytesOf(fixture).keys(), bytesOf(fixture).length]

test.for(cases)(
  'S5: $name, ending after any byte, is the complete answer or the right error with what came, on $host',
  async ({ fixture, host }) => {
    const bytes = bytesOf(fixture)
    const wrong: unknown[] = []
    for (const length of lengths(fixture)) {
      wrong.push(...(await differs(host, [bytes.slice(0, length)], [expectAt(fixture, length, host)])))
    }
    expect(wrong).toEqual([])
  },
)

test.for(dying)(
  "S6: $name, its connection dying after any byte, is `incomplete` with what came and the platform's error, on $host",
  async ({ fixture, host }) => {
    const bytes = bytesOf(fixture)
    const wrong: unknown[] = []
    for (const length of lengths(fixture).slice(1)) {
      // A last line without its end may count or not: nobody can know whether it is whole.
      const whole = { ...expectAt(fixture, length, host), complete: false, done: false, code: 'incomplete' as const }
      const wanted = [expectAt(fixture, length, host, false), whole]
      wrong.push(...(await differs(host, [bytes.slice(0, length), RESET], wanted)))
    }
    expect(wrong).toEqual([])
  },
)
