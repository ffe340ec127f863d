import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export const root: string = fileURLToPath(new URL('../..', import.meta.url))
export const dist: string = join(root, 'dist')
if (!existsSync(join(dist, 'index.d.ts'))) throw new Error('There is no dist: run "npm run build" first.')

interface Manifest {
  version: string
  exports: Record<string, string | { types: string; default: string }>
  files: string[]
  sideEffects: boolean
  dependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, { optional: boolean }>
}
export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest

/** Runs a command to its end and gives what it printed; throws with all of it when it fails. */
export function run(command: string, args: readonly string[], cwd: string = root): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** The same, while a server in this process answers the command. */
export async function runAsync(command: string, args: readonly string[], cwd: string): Promise<string> {
  return (await promisify(execFile)(command, args, { cwd, encoding: 'utf8' })).stdout
}

/** A folder that is there until `remove`. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'blossom-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Packs the package as it would be published. */
export function pack(folder: string): { tarball: string; files: string[] } {
  const [report] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder])) as [
    { filename: string; files: { path: string }[] },
  ]
  return { tarball: join(folder, report.filename), files: report.files.map(({ path }) => path) }
}
