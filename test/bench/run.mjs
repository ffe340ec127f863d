// npm run bench [-- --quick] [--only sizes,parse,call,stream,import,heap,features,linear,hooks,page] [--json FILE] [--write]
// --write: keeps the numbers in results.json, and writes docs/benchmarks.md and the tables of the README from it.
// Size, speed and behaviour of dist/index.js beside its peers, measured in one run. Exit code 1: ours fails, or misses a goal that
// does not depend on a peer's time: sizes, features, linear (`--case words` for those with these words in their names), hooks, page.
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { machine, ours, path, peerVersions } from './measure.mjs'

const tables = {
  sizes: async (options) => (await import('./sizes.mjs')).runSizes(options),
  parse: async (options) => (await import('./parse.mjs')).runParse(options),
  call: async (options) => (await import('./call.mjs')).runCall(options),
  stream: async (options) => (await import('./stream.mjs')).runStream(options),
  import: async (options) => (await import('./import.mjs')).runImport(options),
  heap: async (options) => (await import('./heap.mjs')).runHeap(options),
  features: async (options) => (await import('./features.mjs')).runFeatures(options),
  linear: async (options) => (await import('./linear.mjs')).runLinear(options),
  hooks: async () => (await import('./in-browser.mjs')).runInBrowser('bench-hooks'),
  page: async () => (await import('./in-browser.mjs')).runInBrowser('bench-page'),
}
/** What stands or falls by itself, and needs no peers. */
const alone = ['linear', 'hooks', 'page']

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    case: { type: 'string' },
    json: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})
const chosen = flags.only ? flags.only.split(',') : Object.keys(tables)
const unknown = chosen.filter((name) => !(name in tables))
if (unknown.length > 0) {
  console.error(`No such table: ${unknown.join(', ')}. There are: ${Object.keys(tables).join(', ')}.`)
  process.exit(2)
}

if (!existsSync(path('test/bench/node_modules')) && chosen.some((name) => !alone.includes(name))) {
  console.log('The peers are not installed: running `npm ci` in test/bench.')
  const { status } = spawnSync('npm', ['ci'], { cwd: path('test/bench'), stdio: 'inherit', shell: true })
  if (status !== 0) process.exit(1)
}

const versions = peerVersions()
console.log(machine())
const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
console.log(named.join(', '))
if (flags.quick) console.log('--quick: fewer turns and shorter streams')

const started = performance.now()
const results = {}
for (const name of chosen) results[name] = await tables[name]({ quick: flags.quick, words: flags.case })

const seconds = Math.round((performance.now() - started) / 1000)
const goals = Object.values(results).flatMap((result) => result.goals)
const missed = goals.filter((goal) => !goal.ok)
console.log(`\n${goals.length - missed.length} of ${goals.length} goals met, in ${seconds} s`)
for (const { title, goal, value } of missed) {
  const outcome = value === undefined ? 'it failed' : `${Number(value.toFixed(2))}, goal ${Number(goal.toFixed(2))}`
  console.log(`  over: ${title}: ${outcome}`)
}

if (flags.json) {
  const report = { machine: machine(), versions, quick: flags.quick, results }
  writeFileSync(flags.json, `${JSON.stringify(report, null, 2)}\n`)
}

if (flags.write && !oursFailed(results)) {
  const { keep } = await import('./summary.mjs')
  keep(results, flags.quick)
  const { writeAll } = await import('../../docs/tools/write.mjs')
  console.log(`Written: ${writeAll().join(', ') || 'nothing, all was as it is'}`)
}

const strictly = ['sizes', 'features', ...alone].flatMap((name) => results[name]?.goals ?? [])
process.exit(strictly.some((goal) => !goal.ok) || oursFailed(results) ? 1 : 0)

/** Whether ours stands with an error somewhere in the raw numbers. */
function oursFailed(value) {
  if (value === null || typeof value !== 'object') return false
  if (value.name === ours && value.error) return true
  return Object.values(value).some(oursFailed)
}
