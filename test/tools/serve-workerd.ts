import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

const { default: workerd } = createRequire(import.meta.url)('workerd') as { default: string }

/** A running workerd. */
export interface ServedWorkerd<Socket extends string> {
  /** The address of each socket. */
  urls: Record<Socket, string>
  close(): Promise<void>
}

/**
 * Starts workerd and waits until its sockets listen.
 *
 * @param config - The path of a `.capnp` file, whose sockets are `127.0.0.1:0`.
 * @param sockets - Their names.
 */
export async function serveWorkerd<Socket extends string>(
  config: string,
  sockets: readonly Socket[],
): Promise<ServedWorkerd<Socket>> {
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
  const urls = await Promise.race([readPorts(child.stdio[3] as Readable, sockets), gone])
  return {
    urls,
    async close() {
      child.kill()
      await gone.catch(() => {})
    },
  }
}

/** workerd tells each port in a line of JSON. */
async function readPorts<Socket extends string>(
  control: Readable,
  sockets: readonly Socket[],
): Promise<Record<Socket, string>> {
  const urls: Record<string, string> = {}
  for await (const line of createInterface(control)) {
    const { event, socket, port } = JSON.parse(line) as { event: string; socket: string; port: number }
    if (event === 'listen') urls[socket] = `http://127.0.0.1:${port}/`
    if (sockets.every((name) => urls[name])) return urls
  }
  throw new Error('workerd has told no ports')
}
