import { createLimiter, type Limiter, pollinations, pollinationsClassic } from '../../src/index.ts'
import { createEmulator } from '../../src/testing/index.ts'
import { keyedCalls, keylessCalls, type LiveCall } from './calls.ts'
import { compare, isMeant } from './compare.ts'
import { type Observed, observe } from './observe.ts'

export interface LiveSettings {
  /** Where the services are. */
  bases: Record<LiveCall['host'], string>
  /** Of gen; without it gen is not asked. */
  key: string | undefined
  /** Least milliseconds between two calls, for the hosts that limit the anonymous. */
  intervals: { image: number; text: number }
  seed: number
  print(line: string): void
}

/** The real hosts, at the pace that they allow without a key: a picture in 45 s, a text in 30 s. */
export const REAL: Pick<LiveSettings, 'bases' | 'intervals'> = {
  bases: {
    gen: 'https://gen.pollinations.ai',
    image: 'https://image.pollinations.ai',
    text: 'https://text.pollinations.ai',
  },
  intervals: { image: 45_000, text: 30_000 },
}

/** Longest wait for a host to be there at all, in milliseconds. */
const REACH = 4000

/** Makes the same calls live and on the emulator, and prints where they differ. Gives the number of calls that do. */
export async function runLive({ bases, key, intervals, seed, print }: LiveSettings): Promise<number> {
  const say = (line: string) => print(key ? line.replaceAll(key, '[key]') : line)
  const there = await findReachable(bases)
  if (there.length === 0) {
    say('None of the services can be reached from here, so there is nothing to compare with.')
    return 0
  }
  const limiters: Record<LiveCall['host'], Limiter> = {
    gen: createLimiter({ concurrency: 1 }),
    image: createLimiter({ concurrency: 1, interval: intervals.image }),
    text: createLimiter({ concurrency: 1, interval: intervals.text }),
  }
  const keyed = keyedCalls(seed)
  const calls = [...keylessCalls(seed), ...(key ? keyed : [])]
  const asked = calls.filter(({ host }) => there.includes(host))

  // All at once: the limiters let them out one by one.
  const outcomes = asked.map((call) => compareOne(call, bases, key, limiters[call.host]))
  let drifted = 0
  for (const [at, { host, title }] of asked.entries()) {
    const drifts = (await outcomes[at]) ?? []
    const found = drifts.filter((drift) => !isMeant(drift))
    if (found.length > 0) drifted++
    say(`${found.length > 0 ? 'drift' : 'same '}  ${host}: ${title}`)
    for (const drift of drifts) say(`         ${drift}${isMeant(drift) ? ' (meant)' : ''}`)
  }
  if (!key) say(`skipped: ${keyed.length} calls of gen need a key, and POLLINATIONS_API_KEY is not set`)
  for (const host of new Set(calls.map((call) => call.host))) {
    if (!there.includes(host)) say(`skipped: the calls of ${host}, which cannot be reached from here`)
  }
  say(`\n${asked.length - drifted} the same, ${drifted} with a drift`)
  return drifted
}

/** The hosts that answer anything. Their lists of models are free and not limited. */
async function findReachable(bases: LiveSettings['bases']): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(bases).map(async ([host, base]) => {
      try {
        const response = await fetch(`${base}/models`, { signal: AbortSignal.timeout(REACH) })
        await response.body?.cancel()
        return [host]
      } catch {
        return []
      }
    }),
  )
  return found.flat()
}

async function compareOne(
  { host, run }: LiveCall,
  bases: LiveSettings['bases'],
  key: string | undefined,
  limiter: Limiter,
): Promise<string[]> {
  const isGen = host === 'gen'
  // A second try would hide what the first one was answered.
  const common = { maxRetries: 0 }
  const real = {
    ...common,
    limiter,
    provider: isGen ? pollinations(bases.gen) : pollinationsClassic({ image: bases.image, text: bases.text }),
    ...(isGen && { apiKey: key }),
  }
  const pretended = { ...common, ...(isGen && { apiKey: 'sk_emulator' }) }
  const emulate = (faults: { status: number }[] = []) =>
    observe((fetch) => run({ ...pretended, fetch }), createEmulator({ faults })) as Promise<Observed>

  const live = await observe((recorded) => run({ ...real, fetch: recorded }), fetch)
  const emulated = await emulate()
  if (!('status' in live)) return [`outcome: ${live.outcome} live, ${emulated.outcome} in the emulator`]
  if (live.status === emulated.status || live.status < 400) return compare(live, emulated)
  // A refusal is compared with what the emulator says when it refuses in the same way.
  const refused = await emulate([{ status: live.status }])
  return [`status: ${live.status} live, ${emulated.status} in the emulator`, ...compare(live, refused)]
}
