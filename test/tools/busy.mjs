// @ts-check
// `npm run test:busy`: `npm test` three times in a row while four processes spin, on two cores say. A test that is red here
// and green on a quiet machine asserts a time, or does not wait for what it needs.
// `npm run test:busy -- --times 1 unit e2e` runs these stages only, once. Ends with "N passed, N failed", counted in runs.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values, positionals: stages } = parseArgs({
  options: { times: { type: 'string', default: '3' }, spinners: { type: 'string', default: '4' } },
  allowPositionals: true,
})
const [times, count] = [Number(values.times), Number(values.spinners)]
if (!(Number.isInteger(times) && times > 0 && Number.isInteger(count) && count >= 0)) {
  console.error('--times must be a whole number from 1, and --spinners one from 0.')
  process.exit(2)
}

// A spinner looks now and then whether this process is still there: killed outright, it could not end them.
const spin = `const { ppid } = process
while (process.ppid === ppid) for (const end = Date.now() + 500; Date.now() < end; );`
const spinners = Array.from({ length: count }, () => spawn(process.execPath, ['-e', spin], { stdio: 'ignore' }))
process.on('exit', () => {
  for (const spinner of spinners) spinner.kill('SIGKILL')
})
/** @type {import('node:child_process').ChildProcess | undefined} */
let running
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    running?.kill(signal)
    process.exit(1)
  })
}

const run = fileURLToPath(new URL('../run.mjs', import.meta.url))
let failed = 0
for (let turn = 1; turn <= times; turn++) {
  console.log(`\nRun ${turn} of ${times}, beside ${count} processes that spin on ${availableParallelism()} cores\n`)
  const start = performance.now()
  running = spawn(process.execPath, [run, ...stages], { stdio: ['ignore', 'inherit', 'inherit'] })
  const [code] = await once(running, 'close')
  if (code !== 0) failed++
  console.log(`It took ${Math.round((performance.now() - start) / 1000)} s.`)
}
console.log(`\n${times - failed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
