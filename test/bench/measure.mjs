// What the tables share: interleaved timing, quartiles, printing, child processes.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'

/** A path inside the repository. */
export const path = (relative) => fileURLToPath(new URL(`../../${relative}`, import.meta.url))

export const oursFile = path('dist/index.js')
export const ours = 'blossom-ai'

/** The pinned versions of the peers: `{ openai: '6.49.0', … }`. */
export const peerVersions = () => JSON.parse(readFileSync(path('test/bench/package.json'), 'utf8')).dependencies

/** Runs Node on these arguments and gives what it printed; throws the error that it died of. */
export function runNode(args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: path('test/bench'), encoding: 'utf8' })
  if (status === 0) return stdout
  const line = stderr.split('\n').find((line) => /^\w*Error/.test(line)) ?? stderr.trim()
  throw new Error(line.replace(/^Error:? /, ''))
}

export const machine = () => `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim()}`

/**
 * Gives the contestants (`{ name, warmup, run, every? }`) their turns in rounds, in a new random order each time, so that
 * a noisy minute hits all of them. The baseline (the first) and ours, which have a goal between them, go every round; the
 * others each `peersEvery`-th, or as seldom as their own `every` says. A contestant that throws is out, with its error.
 *
 * @param now the clock: `wallTime`, or `cpuTime` where nothing is waited for; a `run` that gives a number has timed itself
 * @returns `{ name, times, error? }` for each, times in milliseconds, one for each turn
 */
export async function interleave(contestants, rounds, peersEvery, now = wallTime) {
  const entries = contestants.map((contestant, i) => {
    const every = i === 0 || contestant.name === ours ? 1 : (contestant.every ?? peersEvery)
    return { ...contestant, every, times: [] }
  })
  for (let round = 0; round <= rounds; round++) {
    for (const entry of shuffled(entries)) {
      if (entry.error) continue
      try {
        if (round === 0) await entry.warmup()
        else if ((round - 1) % entry.every === 0) entry.times.push(await timeOf(entry.run, now))
      } catch (error) {
        entry.error = error
      }
    }
  }
  return entries.map(({ name, times, error }) => ({ name, times, ...(error && { error: String(error) }) }))
}

export const wallTime = () => performance.now()

/** What this process and its helper threads have used: other processes on the machine disturb it far less. */
export function cpuTime() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

async function timeOf(run, now) {
  const start = now()
  const own = await run()
  return own ?? now() - start
}

function shuffled(items) {
  const keyed = items.map((item) => ({ item, key: Math.random() }))
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item)
}

/** Linear between the two nearest samples. */
export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * q
  const low = sorted[Math.floor(at)]
  return low + (sorted[Math.ceil(at)] - low) * (at % 1)
}

export const median = (values) => quantile(values, 0.5)

/** Median and quartiles, divided by `by`, as two cells. */
export function spread(times, digits, by = 1) {
  const show = (q) => (quantile(times, q) / by).toFixed(digits)
  return [show(0.5), `${show(0.25)} to ${show(0.75)}`]
}

export const verdict = (ok) => (ok ? 'ok' : 'OVER')

/** Columns: the first to the left, the others to the right. */
export function printTable(head, rows) {
  const lines = [head, ...rows].map((line) => head.map((_, column) => String(line[column] ?? '')))
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)))
  for (const line of lines) {
    const cells = line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
    console.log(`  ${cells.join('   ')}`.trimEnd())
  }
}

/**
 * Prints what `interleave` measured: median, quartiles, and the ratio of the medians to the first contestant, which is
 * the baseline; beside ours the goal, if there is one.
 *
 * @param perTurn what a turn's time is divided by, for the unit shown
 * @returns the goals with their outcomes
 */
export function printTimes(title, results, { unit, perTurn = 1, digits = 1, goal }) {
  console.log(`\n${title}`)
  const baseline = median(results[0].times)
  const goals = []
  const rows = []
  for (const { name, times, error } of results) {
    if (error) continue
    const ratio = (median(times) / baseline).toFixed(2)
    const row = [name, ...spread(times, digits, perTurn), ratio, times.length]
    if (name === ours && goal) {
      const ok = Number(ratio) <= goal
      row.push(`<= ${goal.toFixed(2)}`, verdict(ok))
      goals.push({ title, goal, value: Number(ratio), ok })
    }
    rows.push(row)
  }
  printTable(['', `median ${unit}`, 'quartiles', 'ratio', 'turns', 'goal', ''], rows)
  printErrors(results)
  if (goal && goals.length === 0) goals.push({ title, goal, ok: false })
  return goals
}

export function printErrors(results) {
  for (const { name, error } of results) if (error) console.log(`  ${name} FAILED: ${String(error).split('\n')[0]}`)
}
