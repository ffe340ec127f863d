import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, inject } from 'vitest'
import { temporaryFolder } from '../package/pack.ts'
import { versions } from './versions.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** A new project with nothing in it, which goes when its test file ends. */
export interface Project {
  path: string
  write(path: string, text: string): void
  /** Copies what lies in a folder of `fixtures`. */
  copy(fixture: string): void
  /** Runs a command in it to its end; throws all that it printed when it fails. */
  run(command: string, ...args: string[]): Promise<string>
  /** Installs the packed package, and these beside it. */
  install(...names: (keyof typeof versions | `${string}@${string}`)[]): Promise<void>
}

/** Makes an empty project. */
export function createProject(): Project {
  const { path, remove } = temporaryFolder()
  afterAll(remove)
  const project: Project = {
    path,
    write(name, text) {
      mkdirSync(dirname(join(path, name)), { recursive: true })
      writeFileSync(join(path, name), text)
    },
    copy: (fixture) => cpSync(here(`fixtures/${fixture}`), path, { recursive: true }),
    async run(command, ...args) {
      try {
        return (await promisify(execFile)(command, args, { cwd: path, encoding: 'utf8', env })).stdout
      } catch (error) {
        const { stdout, stderr } = error as { stdout?: string; stderr?: string }
        throw new Error(`${command} ${args.join(' ')}\n${stdout}\n${stderr}`, { cause: error })
      }
    },
    async install(...names) {
      const wanted = names.map((name) => (name in versions ? `${name}@${versions[name as never]}` : name))
      await project.run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', inject('tarball'), ...wanted)
    },
  }
  project.write('package.json', '{ "private": true, "type": "module" }')
  return project
}

/** The runtimes of node_modules can be called by their names; nobody is told of the runs. */
const env = {
  ...process.env,
  PATH: `${here('../../node_modules/.bin')}${delimiter}${process.env.PATH}`,
  NEXT_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  NO_COLOR: '1',
  FORCE_COLOR: undefined,
  // Vitest's own, under which Next and others would build for tests.
  NODE_ENV: undefined,
  VITEST: undefined,
}
