// What a page feels, in the browsers that are here: table 9, the hooks while 10,000 pieces stream, and table 10, the playground.
// They are tests of Vitest (test/bench/browser), since it brings browsers and pages; what they measured is in their report.
import { spawnSync } from 'node:child_process'
import { path, printErrors, printTable, verdict } from './measure.mjs'

const titles = {
  'bench-hooks': 'How long the hooks keep a page busy, by their longest task or gap',
  'bench-page': 'How long the playground is busy, by its longest task',
}

/** @param {keyof titles} project one of vitest.config.ts */
export async function runInBrowser(project) {
  const args = [path('node_modules/vitest/vitest.mjs'), 'run', '--project', project, '--reporter', 'json']
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: path('.'),
    encoding: 'utf8',
    maxBuffer: 1e9,
    env: { ...process.env, NO_COLOR: '1' },
  })
  const raw = readReport(stdout, stderr)
  console.log(`\n${titles[project]}`)
  const goals = raw.filter(({ error }) => !error).map((each) => ({ ...each, ok: each.value <= each.goal }))
  const rows = goals.map(({ title, value, goal, unit, ok }) => [
    title,
    value.toFixed(1),
    `<= ${goal} ${unit}`,
    verdict(ok),
  ])
  printTable(['', 'measured', 'goal', ''], rows)
  const failed = raw.filter(({ error }) => error)
  printErrors(failed)
  return { goals: [...goals, ...failed.map(({ name }) => ({ title: name, ok: false }))], raw }
}

/** What each test measured; `{ name, error }` for one that broke down. */
function readReport(stdout, stderr) {
  const line = stdout.split('\n').find((line) => line.startsWith('{"numTotal'))
  if (!line) return [{ name: 'vitest', error: (stderr || stdout).trim().slice(-500) }]
  return JSON.parse(line).testResults.flatMap(({ assertionResults, message, name }) => [
    ...(assertionResults.length === 0 && message ? [{ name, error: message }] : []),
    ...assertionResults.flatMap(({ title, status, meta, failureMessages }) => {
      if (meta?.goals) return meta.goals
      return status === 'failed' ? [{ name: title, error: failureMessages.join(' ') }] : []
    }),
  ])
}
