// @ts-check
// `npm test`: every check of the house, one after the other. `npm test -- unit docs` runs only those stages.
// The last line is always "N passed, N failed", with ", N skipped" when there is any.
import { spawn } from 'node:child_process'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

/** One after the other: cheap, and what the others need. */
const first = [
  { name: 'browsers', run: 'node test/tools/list-browsers.mjs' },
  { name: 'lint', run: 'biome ci .' },
  { name: 'typecheck', run: 'tsc' },
  { name: 'types', run: 'tsc -p test/types' },
  { name: 'unused', run: 'knip' },
  { name: 'build', run: 'npm run build' },
]
/** Two at a time, since most of them wait more than they work; the longest begin. With CI=true one at a time, calm and exact. */
const second = [
  { name: 'e2e', run: 'vitest run --project e2e --passWithNoTests' },
  { name: 'unit', run: 'vitest run --project node' },
  { name: 'runtimes', run: 'npm run test:runtimes' }, // tests what `build` left in dist
  { name: 'docs', run: 'vitest run --project docs' },
  { name: 'fuzz', run: 'vitest run --project fuzz' },
  { name: 'hooks', run: 'vitest run --project browser --passWithNoTests' },
  { name: 'react', run: 'vitest run --project react --project react-18' },
  { name: 'package', run: 'vitest run --project package' }, // as `runtimes`
  { name: 'workers', run: 'vitest run --project workers' },
  { name: 'reference', run: 'npm run docs' },
  { name: 'packages', run: 'npm run test:packages', long: 'installs other packages from the registry' },
]
const stages = [...first, ...second]

const root = fileURLToPath(new URL('..', import.meta.url))
const binaries = fileURLToPath(new URL('../node_modules/.bin', import.meta.url))
const env = {
  ...process.env,
  PATH: `${binaries}${delimiter}${process.env.PATH}`,
  NO_COLOR: '1',
  FORCE_COLOR: undefined,
}
/** The end of what hangs: the longest stage takes two to three minutes on two cores, and on a busy machine many times that. */
const stageTimeout = 1_800_000
/** A long stage downloads as well. */
const longTimeout = 3_600_000

/** Runs one command to its end. @param {string} command @param {number} timeout @returns {Promise<{ ok: boolean, output: string }>} */
function execute(command, timeout) {
  return new Promise((resolve) => {
    // A group of its own, so that a stage that hangs goes with all it started.
    const child = spawn(command, { cwd: root, env, shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const collect = (/** @type {Buffer} */ data) => {
      output += data
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    const clock = setTimeout(() => {
      output += `\nStopped: no end after ${timeout / 1000} s.\n`
      if (child.pid) process.kill(-child.pid, 'SIGKILL')
    }, timeout)
    child.on('close', (code) => {
      clearTimeout(clock)
      resolve({ ok: code === 0, output })
    })
  })
}

/** The counts that a stage printed; a stage that counts nothing is one test. @param {string} output @param {boolean} ok */
function countOf(output, ok) {
  const line = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1)
  if (!line) return ok ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }
  const [passed, failed, skipped] = [Number(line[1]), Number(line[2]), Number(line[3] ?? 0)]
  return { passed, failed: ok ? failed : Math.max(failed, 1), skipped }
}

/** @param {{ passed: number, failed: number, skipped: number }} counts */
const asLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`

const names = process.argv.slice(2)
const unknown = names.filter((name) => !stages.some((stage) => stage.name === name))
if (unknown.length) {
  console.error(`No such stage: ${unknown.join(', ')}. There are: ${stages.map((stage) => stage.name).join(', ')}.`)
  process.exit(2)
}

const strict = process.env.CI === 'true'
const total = { passed: 0, failed: 0, skipped: 0 }

/** @param {{ name: string, run: string, long?: string }} stage */
async function runStage({ name, run, long }) {
  if (long && !strict && !names.includes(name)) {
    console.log(`     ${name.padEnd(10)}\n       skipped: ${long}; run it with \`npm test -- ${name}\``)
    return
  }
  const start = performance.now()
  const { ok, output } = await execute(run, long ? longTimeout : stageTimeout)
  const counts = countOf(output, ok)
  const good = counts.failed === 0
  total.passed += counts.passed
  total.failed += counts.failed
  total.skipped += counts.skipped
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${good ? 'ok  ' : 'FAIL'} ${name.padEnd(10)} ${seconds.padStart(6)} s   ${asLine(counts)}`)
  // A test may print bytes of a picture; a log with those is no text any more.
  if (!good) console.log(`\n$ ${run}\n${stripVTControlCharacters(output).replaceAll(/(?![\n\t])\p{Cc}/gu, '·')}`)
  else for (const [line] of output.matchAll(/^(?:found|skipped): .*$/gm)) console.log(`       ${line}`)
}

/** Runs the stages that were asked for, so many at a time. @param {typeof stages} given @param {number} lanes */
async function runStages(given, lanes) {
  const queue = given.filter(({ name }) => !names.length || names.includes(name))
  const lane = async () => {
    for (let stage = queue.shift(); stage; stage = queue.shift()) await runStage(stage)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

await runStages(first, 1)
await runStages(second, strict ? 1 : 2)

console.log(`\n${asLine(total)}`)
process.exitCode = total.failed ? 1 : 0
