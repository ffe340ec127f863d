// Table 2: text pieces out of server-sent events, without a network: every contestant's fetch gives the same reads.
// Nothing is waited for, so the time is CPU time.
import { connectAll, readAll } from './contestants.mjs'
import { cut, fetchOf, sseOfSize } from './fixture.mjs'
import { cpuTime, interleave, printTimes } from './measure.mjs'

const reads = [
  { size: 65_536, label: '64 KB', rounds: 45, goal: 1 },
  { size: 1024, label: '1 KB', rounds: 45, goal: 1 },
  { size: 37, label: '37-byte', rounds: 12 },
]

export async function runParse({ quick }) {
  const whole = sseOfSize(quick ? 5e6 : 20e6)
  const short = sseOfSize(1e6)
  const goals = []
  const raw = {}
  for (const { size, label, rounds, goal } of reads) {
    const calls = await connect(whole, size)
    const warmups = await connect(short, size)
    const contestants = calls.map(({ name, error, stream }, i) => ({
      name,
      error,
      every: name === 'ai' ? 100 : undefined, // one turn: it takes seconds
      warmup: () => readAll(warmups[i].stream(), short.characters),
      run: () => readAll(stream(), whole.characters),
    }))
    const turns = quick ? Math.ceil(rounds / 3) : rounds
    raw[label] = await interleave(contestants, turns, quick ? 5 : 9, cpuTime)
    const title = `${whole.pieces} text pieces out of ${Math.round(whole.bytes.length / 1e6)} MB of SSE in ${label} reads`
    goals.push(...printTimes(title, raw[label], { unit: 'CPU ms', digits: 0, goal }))
  }
  return { goals, raw }
}

const connect = ({ bytes }, size) => connectAll({ origin: 'https://bench.invalid', fetch: fetchOf(cut(bytes, size)) })
