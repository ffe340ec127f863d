// Measures one case of linear-cases.mjs and prints `{ n, one, two }` as JSON: the least CPU milliseconds for n and for 2n.
// In a process of its own: what another case left to be collected must not count. Needs --expose-gc.
import { cases } from './linear-cases.mjs'
import { cpuTime } from './measure.mjs'

/** What takes longer at 2n is measured at a smaller n, where it shows as well. CPU milliseconds. */
const MUCH = 250
/** What takes less is repeated, since the clock is coarse. */
const LITTLE = 25
const ROUNDS = 5

const { n: wanted, make } = cases[process.argv[2]]

async function timeOf(run, times = 1) {
  globalThis.gc()
  const start = cpuTime()
  for (let turn = 0; turn < times; turn++) await run()
  return cpuTime() - start
}

// From a sixteenth up, which also makes the code warm.
let n = wanted / 16
for (let turn = 0; turn < 3; turn++) await timeOf(make(n))
while (n < wanted && (await timeOf(make(n * 2))) < MUCH) n *= 2

const [short, long] = [make(n), make(n * 2)]
const times = Math.max(1, Math.ceil(LITTLE / Math.max(await timeOf(short), 0.05)))
let [one, two] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
for (let round = 0; round < ROUNDS; round++) {
  one = Math.min(one, await timeOf(short, times))
  two = Math.min(two, await timeOf(long, times))
}
console.log(JSON.stringify({ n, one: one / times, two: two / times }))
process.exit(0)
