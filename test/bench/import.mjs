// Table 5: what an import adds to a bare start of Node, in CPU time, as each process counts it for itself: the time by
// the clock doubles when the machine has something else to do.
import { pathToFileURL } from 'node:url'
import { interleave, median, ours, oursFile, printErrors, printTable, runNode, spread, verdict } from './measure.mjs'

const goal = 5
const empty = 'an empty module'
const report = 'const { user, system } = process.cpuUsage(); console.log((user + system) / 1000)'

const modules = [
  ['bare Node'],
  [empty, './empty.mjs'],
  [ours, pathToFileURL(oursFile).href],
  ['eventsource-parser', 'eventsource-parser'],
  ['@pollinations/sdk', './node_modules/@pollinations/sdk/dist/index.js'],
  ['openai', 'openai'],
  ['ai', 'ai', '@ai-sdk/openai-compatible'],
  ['@huggingface/inference', '@huggingface/inference'],
]

export async function runImport({ quick }) {
  const contestants = modules.map(([name, ...imported]) => {
    const code = [...imported.map((module) => `import '${module}'`), report].join('\n')
    const run = async () => Number(runNode(['--input-type=module', '-e', code]))
    return { name, run, warmup: run, every: name === empty ? 1 : undefined }
  })
  const raw = await interleave(contestants, quick ? 30 : 100, quick ? 6 : 5)
  return { goals: print(raw), raw }
}

function print(results) {
  const title = 'Import time: a Node process that imports the module and ends'
  console.log(`\n${title}`)
  const goals = []
  const baseline = median(results[0].times)
  const rows = results
    .filter(({ error }) => !error)
    .map(({ name, times }) => {
      const added = median(times) - baseline
      const row = [name, ...spread(times, 1), added.toFixed(1), times.length]
      if (name !== ours) return row
      goals.push({ title, goal, value: added, ok: added <= goal })
      return [...row, `<= ${goal} ms`, verdict(added <= goal)]
    })
  printTable(['', 'median CPU ms', 'quartiles', 'added', 'turns', 'goal', ''], rows)
  printErrors(results)
  if (goals.length === 0) goals.push({ title, goal, ok: false })
  return goals
}
