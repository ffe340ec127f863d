// What is kept of a run: medians, quartiles and counts instead of every time. `docs/tools` writes the pages from it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { path, peerVersions, quantile } from './measure.mjs'

const file = path('test/bench/results.json')

const rounded = (value) => Number(value.toPrecision(4))

function summarise({ name, times, error }, perTurn) {
  if (error) return { name, error: String(error).split('\n')[0] }
  const [q1, median, q3] = [0.25, 0.5, 0.75].map((q) => rounded(quantile(times, q) / perTurn))
  return { name, median, q1, q3, turns: times.length }
}

const timed = ({ raw, perTurn = 1 }) => raw.map((result) => summarise(result, perTurn))

const kept = {
  sizes: ({ raw }) => raw,
  parse: ({ raw }) =>
    Object.fromEntries(Object.entries(raw).map(([label, results]) => [label, timed({ raw: results })])),
  call: timed,
  stream: timed,
  import: timed,
  heap: ({ raw }) => raw,
  features: ({ raw, families }) => ({
    families,
    clients: raw.map(({ seen, ...client }) => client),
  }),
}

/** What was measured on: enough to judge the numbers, nothing that names the machine. */
const conditions = (quick) => ({
  node: process.version,
  cores: cpus().length,
  cpu: cpus()[0]?.model.trim() ?? '',
  versions: peerVersions(),
  ...(quick && { quick }),
})

/** Puts these tables into test/bench/results.json; those that were not measured now stay as they are. */
export function keep(results, quick) {
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  // Tables about us alone say whether a goal is met; there is nothing to set beside others.
  const compared = Object.entries(results).filter(([name]) => name in kept)
  const now = compared.map(([name, result]) => [name, { ...conditions(quick), data: kept[name](result) }])
  writeFileSync(file, `${JSON.stringify({ ...before, ...Object.fromEntries(now) }, null, 2)}\n`)
}
