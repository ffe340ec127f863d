import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { OpenRuntime, Task } from '../runtimes.ts'
import type { Outcome } from '../suite/main.mjs'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const suite = join(root, 'test/runtimes/suite/command.mjs')
/** A whole run takes seconds, on a busy machine a minute; after this it hangs. */
export const LONGEST = 500_000

/** A runtime that is a command: it gets the suite's file after these arguments. */
export async function openCommand(command: string, args: readonly string[] = []): Promise<OpenRuntime> {
  const path = command.startsWith('/') ? command : join(root, command)
  const { stdout } = await promisify(execFile)(path, ['--version']).catch((error) => {
    throw error.code === 'ENOENT' ? new Error('it is not here (npm install brings it)') : error
  })
  return {
    version: /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? stdout.trim(),
    run: (task) => runIn(path, args, task),
    close: async () => {},
  }
}

async function runIn(command: string, args: readonly string[], task: Task): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'blossom-suite-'))
  const env = { ...process.env, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1', NODE_OPTIONS: '' }
  const child = spawn(command, [...args, suite, JSON.stringify({ ...task, folder })], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST,
  })
  let said = ''
  const collect = (data: Buffer): void => {
    said += data
    // Calls that a broken build left open would keep it running.
    if (/^OUTCOME .*\n/m.test(said)) child.kill()
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  await rm(folder, { recursive: true, force: true })
  const [, outcome] = /^OUTCOME (.*)$/m.exec(said) ?? []
  if (!outcome || code) throw new Error(`It ended with ${code}: ${said.slice(-2000)}`)
  return JSON.parse(outcome)
}
