import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const folder = fileURLToPath(new URL('../nodes', import.meta.url))
let installing: Promise<unknown> | undefined

/** The binary of a newer Node. All of them are installed when the first is asked for and is not there yet. */
export async function findNode(name: string): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('npm has bare Nodes for Linux x64 only')
  // npm writes this file last: a binary that is there already may still be written to.
  if (installing || !existsSync(join(folder, 'node_modules/.package-lock.json'))) {
    installing ??= promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, timeout: 600_000 })
    await installing.catch((error) => {
      throw new Error(`npm ci in test/runtimes/nodes failed: ${`${error.stderr || error}`.trim().split('\n')[0]}`)
    })
  }
  return join(folder, 'node_modules', name, 'bin/node')
}
