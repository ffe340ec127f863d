// `npm run test:runtimes [names] [-- --only=part of a case's name] [-- --write]`: the suite in every runtime that there is;
// `--write` writes docs/runtimes.md. The last line is "N passed, N failed", with ", N skipped" when there is any.
import { parseArgs } from 'node:util'
import { findUnused } from './coverage.ts'
import { findStale, writeDocument } from './document.ts'
import { judge, type Run } from './judge.ts'
import { type OpenRuntime, RUNTIMES, type Runtime } from './runtimes.ts'
import { startServer } from './server.ts'

/** A core for each, and the server has enough left of them. */
const AT_ONCE = 2
const { values, positionals } = parseArgs({
  options: { only: { type: 'string' }, write: { type: 'boolean' } },
  allowPositionals: true,
})
const strict = process.env.CI === 'true'
const unknown = positionals.filter((name) => !RUNTIMES.some((runtime) => runtime.name === name))
if (unknown.length) {
  console.error(`No such runtime: ${unknown.join(', ')}. There are: ${RUNTIMES.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}

const server = await startServer()
const waiting = RUNTIMES.filter(({ name }) => !positionals.length || positionals.includes(name))
const runs: Run[] = []
const missing: string[] = []

async function runOnce(runtime: Runtime, open: OpenRuntime, old: boolean): Promise<void> {
  const title = `${runtime.title} ${open.version}${old ? `, ${runtime.old}` : ''}`
  const start = performance.now()
  const run: Run = { name: runtime.name + (old ? '-old' : ''), title, seconds: 0 }
  try {
    run.outcome = await open.run({ origins: server.origins, only: values.only, old })
  } catch (error) {
    run.broken = `${error}`
  }
  run.seconds = (performance.now() - start) / 1000
  runs.push(run)
}

async function work(): Promise<void> {
  for (let runtime = waiting.shift(); runtime; runtime = waiting.shift()) {
    let open: OpenRuntime
    try {
      open = await runtime.open()
    } catch (error) {
      missing.push(`${runtime.name}: ${error instanceof Error ? error.message : error}`)
      continue
    }
    await runOnce(runtime, open, false)
    if (runtime.old) await runOnce(runtime, open, true)
    await open.close()
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, work))
server.close()

if (values.write) {
  if (missing.length || positionals.length || values.only)
    console.log('Not written: that takes all cases in all runtimes.')
  else await writeDocument(runs)
}
const { passed, failed } = judge(runs)
const faults = [await findUnused(), await findStale()].filter((fault) => fault !== undefined)
for (const fault of faults) console.log(`FAIL ${fault}`)
for (const name of missing) console.log(`${strict ? 'missing' : 'skipped'}: ${name}`)
const total = {
  passed: passed + 2 - faults.length,
  failed: failed + faults.length + (strict ? missing.length : 0),
  skipped: strict ? 0 : missing.length,
}
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`)
process.exitCode = total.failed ? 1 : 0
