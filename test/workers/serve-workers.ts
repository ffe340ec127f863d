import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const { default: workerd } = createRequire(import.meta.url)('workerd') as { default: string }

/** The two workers, running on workerd. */
export interface ServedWorkers {
  flux: string
  sdxl: string
  close(): Promise<void>
}

/** Starts them, each on a free port of this machine. */
export async function serveWorkers(): Promise<ServedWorkers> {
  const config = fileURLToPath(new URL('config.capnp', import.meta.url))
  const child = spawn(workerd, ['serve', config, '--control-fd=3'], { stdio: ['ignore', 'inherit', 'pipe', 'pipe'] })
  let complaints = ''
  child.stderr?.on('data', (data) => {
    complaints += data
  })
  const gone = new Promise<never>((_, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => reject(new Error(`workerd ended with ${code}: ${complaints}`)))
  })
  gone.catch(() => {})
  const urls = await Promise.race([readPorts(child.stdio[3] as Readable), gone])
  return {
    flux: urls.flux ?? '',
    sdxl: urls.sdxl ?? '',
    async close() {
      child.kill()
      await gone.catch(() => {})
    },
  }
}

/** workerd tells each port in a line of JSON. */
async function readPorts(control: Readable): Promise<Record<string, string>> {
  const urls: Record<string, string> = {}
  for await (const line of createInterface(control)) {
    const { event, socket, port } = JSON.parse(line) as { event: string; socket: string; port: number }
    if (event === 'listen') urls[socket] = `http://127.0.0.1:${port}/`
    if (urls.flux && urls.sdxl) return urls
  }
  throw new Error('workerd has told no ports')
}
