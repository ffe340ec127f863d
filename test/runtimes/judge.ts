import type { Outcome } from './suite/main.mjs'

/** One run of the suite. */
export interface Run {
  name: string
  title: string
  seconds: number
  outcome?: Outcome
  /** Why there is no outcome. */
  broken?: string
}

/** Failures that are printed of one run: when everything fails, the reason is the same. */
const SHOWN = 12

/** Prints a line for each run, and each case that failed; gives the counts. */
export function judge(runs: readonly Run[]): { passed: number; failed: number } {
  const expected = expectedOf(runs)
  const total = { passed: 0, failed: 0 }
  for (const run of runs) {
    const failures = failuresOf(run, expected)
    const passed = run.outcome ? Math.max(0, run.outcome.results.length - failures.length) : 0
    total.passed += passed
    total.failed += failures.length
    const line = `${run.name.padEnd(12)} ${`${passed} passed, ${failures.length} failed`.padEnd(22)} ${run.seconds.toFixed(1).padStart(5)} s   ${run.title}`
    console.log(`${failures.length ? 'FAIL' : 'ok  '} ${line}`)
    for (const failure of failures.slice(0, SHOWN)) console.log(`       - ${failure}`)
    if (failures.length > SHOWN) console.log(`       and ${failures.length - SHOWN} more`)
  }
  return total
}

/** What most runs say that a case gives. */
function expectedOf(runs: readonly Run[]): Map<string, string> {
  const votes = new Map<string, Map<string, number>>()
  for (const { outcome } of runs) {
    for (const { name, value } of outcome?.results ?? []) {
      if (typeof value !== 'string') continue
      const counts = votes.get(name) ?? new Map<string, number>()
      votes.set(name, counts.set(value, (counts.get(value) ?? 0) + 1))
    }
  }
  const winner = (counts: Map<string, number>) =>
    [...counts].reduce((best, each) => (each[1] > best[1] ? each : best))[0]
  return new Map([...votes].map(([name, counts]) => [name, winner(counts)]))
}

function failuresOf({ outcome, broken }: Run, expected: Map<string, string>): string[] {
  if (!outcome) return [`${broken}`]
  const failures = outcome.results.flatMap(({ name, error, value }) => {
    if (error) return [`${name}: ${error}`]
    const usual = expected.get(name)
    // Nothing comes out of some pages as null.
    if ((value ?? undefined) === usual) return []
    return [`${name}: it gives ${value?.slice(0, 500)}, elsewhere ${usual?.slice(0, 500)}`]
  })
  const unanswered = Object.entries(outcome.answers).filter(([, answer]) => answer.startsWith('failed'))
  return [...failures, ...unanswered.map(([probe, answer]) => `the probe ${probe} ${answer}`)]
}
