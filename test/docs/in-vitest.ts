import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Block } from './blocks.ts'
import { root } from './bundle.ts'

const cache = join(root, 'node_modules/.cache')

/** A block that is a test is run by Vitest, as its reader would. */
export const needsVitest = ({ code }: Block): boolean => /from 'vitest'/.test(code)

/** Runs a block as a test file of its own, with its expectation as one more test; gives what went wrong, or nothing. */
export async function runInVitest({ code, expect }: Block): Promise<string | undefined> {
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'docs-'))
  const last = `import { test as lastly } from 'vitest'
lastly('the expectation', () => {
  if (!(${expect})) throw new Error('It does not hold')
})`
  writeFileSync(join(folder, 'block.test.tsx'), `${code}\n${last}\n`)
  const alias = [{ find: /^blossom-ai(.*)$/.source, replacement: `${root}src$1/index.ts` }]
  writeFileSync(
    join(folder, 'vitest.config.mjs'),
    `const alias = ${JSON.stringify(alias)}.map(({ find, ...rest }) => ({ find: new RegExp(find), ...rest }))
export default { resolve: { alias } }`,
  )
  const program = join(root, 'node_modules/vitest/vitest.mjs')
  const failure = await new Promise<string | undefined>((resolve) => {
    execFile(process.execPath, [program, 'run'], { cwd: folder, timeout: 150_000 }, (error, stdout, stderr) =>
      resolve(error ? `${error.message}\n${stdout}\n${stderr}` : undefined),
    )
  })
  rmSync(folder, { recursive: true })
  return failure
}
