import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Block } from './blocks.ts'
import { bundle, root } from './bundle.ts'

/** Stands for a user's key in blocks that read it from the environment. */
const env = { ...process.env, POLLINATIONS_API_KEY: 'sk_example', NO_COLOR: '1' }
const timeout = 120_000

/** Runs a block as a program of its own, in an empty folder; gives what went wrong, or nothing. */
export async function runInNode({ language, code, expect }: Block): Promise<string | undefined> {
  const program = await bundle(
    // The expectation stands at the block's end, so that it sees the block's names.
    `import '${root}test/docs/prelude.ts'\n${code}\n;process.exit(await (async () => (${expect}))() ? 0 : 9)`,
    'node',
    language === 'tsx' ? 'tsx' : 'ts',
  )
  const { exit, output } = await execute(program)
  if (exit === 0) return undefined
  if (exit === 13) return `Stopped at an await: nothing was left that could settle it.\n${output}`
  return exit === 9 ? `Does not hold: ${expect}\nIt printed: ${output}` : `Ended with ${exit}.\n${output}`
}

function execute(program: string): Promise<{ exit: number | string; output: string }> {
  return new Promise((resolve) => {
    // What a block saves must not land in the project.
    const cwd = mkdtempSync(join(tmpdir(), 'docs-'))
    const child = spawn(process.execPath, ['--input-type=module', '-'], { cwd, env, timeout })
    let output = ''
    child.stdout.on('data', (data) => {
      output += data
    })
    child.stderr.on('data', (data) => {
      output += data
    })
    child.on('close', (code, signal) => {
      rmSync(cwd, { recursive: true })
      resolve({ exit: code ?? `${signal} after ${timeout / 1000} s`, output })
    })
    child.stdin.end(program)
  })
}
