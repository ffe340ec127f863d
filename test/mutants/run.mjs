// @ts-check
// `npm run test:mutants`: can the tests fail? Each mutant is a small fault in a copy of `src`; a test must turn red for it.
// `npm run test:mutants -- stall key` tries those with these words in their names. Ends with "N passed, N failed".
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MUTANTS } from './mutants.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const words = process.argv.slice(2)
const chosen = MUTANTS.filter(({ name }) => !words.length || words.some((word) => name.includes(word)))
/** A mutant's run that takes longer than this is stuck; the one of all tests has as long for each of its files. Milliseconds. */
const LONGEST = 90_000

/** A copy of the project. @returns {string} its folder */
function copyProject() {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'))
  for (const name of ['src', 'test', 'package.json', 'tsconfig.json']) {
    cpSync(join(root, name), join(folder, name), {
      recursive: true,
      filter: (path) => !/[\\/](node_modules|bench)([\\/]|$)/.test(path.slice(root.length)),
    })
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  return folder
}

/**
 * Runs tests in a copy.
 *
 * @param {string} folder
 * @param {readonly string[]} tests
 * @param {number} [longest]
 * @returns {Promise<{ passed: number, red: string | undefined, trouble: string | undefined }>} how many tests were green; the
 *   first that was red; what kept the tests from being run
 */
function runTests(folder, tests, longest = LONGEST) {
  return new Promise((resolve) => {
    const args = [
      vitest,
      'run',
      '--config',
      'test/mutants/vitest.config.mjs',
      ...tests.map((test) => posix.join('test/unit', test)),
    ]
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let errors = ''
    child.stdout.on('data', (data) => (output += data))
    child.stderr.on('data', (data) => (errors += data))
    const clock = setTimeout(() => child.kill('SIGKILL'), longest)
    child.on('close', () => {
      clearTimeout(clock)
      try {
        const report = JSON.parse(output.slice(output.indexOf('{"numTotal')))
        const files = report.testResults
        const red = files
          .flatMap((/** @type {any} */ file) => file.assertionResults)
          .find((/** @type {any} */ test) => test.status === 'failed')
        const broken = files.find((/** @type {any} */ file) => file.status === 'failed' && file.message)
        const trouble = broken ? broken.message : report.success ? undefined : errors || 'an error outside of any test'
        resolve({ passed: report.numPassedTests, red: red?.title, trouble: red ? undefined : trouble })
      } catch {
        resolve({ passed: 0, red: undefined, trouble: `no report within ${longest / 1000} s: ${errors || output}` })
      }
    })
  })
}

/** What keeps a mutant from being applied. @param {import('./mutants.mjs').Mutant} mutant */
function misfitOf({ file, find }) {
  const count = readFileSync(join(root, file), 'utf8').split(find).length - 1
  return count === 1 ? undefined : `stands ${count} times in ${file}, not once: ${find}`
}

/**
 * Applies one mutant to a copy, runs its tests, and takes it back.
 *
 * @param {string} folder
 * @param {import('./mutants.mjs').Mutant} mutant
 */
async function tryMutant(folder, { file, find, replace, tests }) {
  const path = join(folder, file)
  const source = readFileSync(path, 'utf8')
  writeFileSync(
    path,
    source.replace(find, () => replace),
  )
  try {
    return await runTests(folder, tests)
  } finally {
    writeFileSync(path, source)
  }
}

/** @returns {Promise<number>} how many mutants lived, or could not be applied */
async function main() {
  const stale = chosen.filter(misfitOf)
  const queue = chosen.filter((mutant) => !stale.includes(mutant))
  for (const mutant of stale) console.log(`STALE  ${mutant.name}: the text to replace ${misfitOf(mutant)}`)
  if (!queue.length) return stale.length
  const all = [...new Set(queue.flatMap(({ tests }) => tests))]
  const workers = Math.min(availableParallelism(), 4, all.length)
  const folders = Array.from({ length: workers }, copyProject)
  try {
    const shares = folders.map((_, worker) => all.filter((_, at) => at % workers === worker))
    const before = await Promise.all(
      shares.map((tests, at) => runTests(folders[at] ?? '', tests, LONGEST * tests.length)),
    )
    const bad = before.find(({ red, trouble, passed }) => red || trouble || !passed)
    if (bad) {
      console.error(`The tests are not green without any mutant: ${bad.red ?? bad.trouble ?? 'none was found'}\n`)
      return chosen.length
    }
    console.log(`${before.reduce((sum, { passed }) => sum + passed, 0)} tests are green without any mutant.\n`)
    let lived = stale.length
    const work = async (/** @type {string} */ folder) => {
      for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
        const start = performance.now()
        const { red, trouble } = await tryMutant(folder, mutant)
        const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(5)
        if (!red) lived++
        const what = red ?? (trouble ? `broken: ${trouble.trim().split('\n')[0]}` : 'no test turned red')
        console.log(`${red ? 'killed' : 'LIVES '} ${seconds} s  ${mutant.name.padEnd(44)} ${what.slice(0, 110)}`)
      }
    }
    await Promise.all(folders.map(work))
    return lived
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  }
}

const failed = await main()
console.log(`\n${chosen.length - failed} passed, ${failed} failed`)
process.exitCode = failed || !chosen.length ? 1 : 0
