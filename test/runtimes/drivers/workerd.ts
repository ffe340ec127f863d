import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { OpenRuntime, Task } from '../runtimes.ts'
import type { Outcome } from '../suite/main.mjs'
import { LONGEST } from './command.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const { default: workerd } = createRequire(import.meta.url)('workerd') as { default: string }
/** What a new Worker has, and one that was put up in 2024: from autumn 2025 on a redirect to another origin loses its key. */
const DATES = { today: '2026-04-01', old: '2024-09-23' }

/** The bare workerd binary, with the suite and the built package as the modules of one Worker. */
export async function openWorkerd(): Promise<OpenRuntime> {
  const { stdout } = await promisify(execFile)(workerd, ['--version'])
  return {
    version: stdout.trim().replace(/^workerd /, ''),
    run: runInWorkerd,
    close: async () => {},
  }
}

async function runInWorkerd({ old, ...given }: Task): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'blossom-workerd-'))
  const config = join(folder, 'config.capnp')
  await writeFile(config, await makeConfig(old ? DATES.old : DATES.today))
  // Paths in the configuration are those of the project, which workerd takes for the root of its imports.
  const args = ['serve', config, '--control-fd=3', `--import-path=${root}`]
  const child = spawn(workerd, args, {
    env: { ...process.env, GIVEN: JSON.stringify(given) },
    stdio: ['ignore', 'inherit', 'pipe', 'pipe'],
  })
  let complaints = ''
  child.stderr?.on('data', (data) => {
    complaints += data
  })
  const gone = new Promise<never>((_, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => reject(new Error(`workerd ended with ${code}: ${complaints.slice(-2000)}`)))
  })
  gone.catch(() => {})
  try {
    const port = await Promise.race([readPort(child.stdio[3] as Readable), gone])
    const answer = fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(LONGEST) })
    const response = await Promise.race([answer, gone])
    const text = await response.text()
    if (!response.ok) throw new Error(`workerd answered ${response.status}: ${text} ${complaints.slice(-2000)}`)
    return JSON.parse(text)
  } finally {
    child.kill()
    await gone.catch(() => {})
    await rm(folder, { recursive: true, force: true })
  }
}

/** workerd tells its port in a line of JSON. */
async function readPort(control: Readable): Promise<number> {
  for await (const line of createInterface(control)) {
    const { event, port } = JSON.parse(line) as { event: string; port: number }
    if (event === 'listen') return port
  }
  throw new Error('workerd has told no port')
}

/** Modules are named by their paths, so that relative imports find each other; loopback has to be allowed by name. */
async function makeConfig(date: string): Promise<string> {
  const [entry, ...others] = [
    'test/runtimes/suite/worker.mjs',
    ...(await modulesIn('test/runtimes/suite')),
    ...(await modulesIn('dist')),
  ]
  const modules = [entry, ...others.filter((path) => path !== entry)].map(
    (path) => `( name = "${path}", esModule = embed "/${path}" ),`,
  )
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    ( name = "main", worker = (
        modules = [ ${modules.join('\n')} ],
        compatibilityDate = "${date}",
        bindings = [ ( name = "GIVEN", fromEnvironment = "GIVEN" ) ],
        globalOutbound = "loopback" ) ),
    ( name = "loopback", network = ( allow = ["private"] ) ),
  ],
  sockets = [ ( name = "http", address = "127.0.0.1:0", http = (), service = "main" ) ]
);`
}

/** The JavaScript under a folder of the project. */
async function modulesIn(folder: string): Promise<string[]> {
  const names = await readdir(join(root, folder), { recursive: true })
  return names.filter((name) => /\.m?js$/.test(name) && !name.includes('.min.')).map((name) => `${folder}/${name}`)
}
