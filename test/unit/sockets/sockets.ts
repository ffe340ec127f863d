import { spawn } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach } from 'vitest'
import { type ChatProvider, type ImageProvider, pollinations, pollinationsClassic } from '../../../src/index.ts'
import type { EmulatorOptions } from '../../../src/testing/index.ts'
import { bundle } from '../../docs/bundle.ts'
import { type ServedEmulator, serveEmulator } from '../../server/serve.ts'

/** An emulator behind a port, what it saw of its sockets, and the options that lead to it. */
export interface Server extends ServedEmulator {
  gen: { provider: ChatProvider & ImageProvider; apiKey: string }
  classic: { provider: ChatProvider & ImageProvider }
  /** How many sockets have brought a request so far, and how many of them are open. */
  sockets(): { used: number; open: number }
}

const started: Server[] = []

/** Serves an emulator until the test is over. */
export async function start(options: EmulatorOptions = {}): Promise<Server> {
  const served = await serveEmulator(options)
  const port = Number(new URL(served.origin).port)
  const all = new Set<Socket>()
  const see = (message: unknown): void => {
    const { socket } = message as { socket: Socket }
    if (socket.localPort === port) all.add(socket)
  }
  subscribe('http.server.request.start', see)
  const server: Server = {
    ...served,
    gen: { provider: pollinations(served.url('gen.pollinations.ai')), apiKey: 'sk_test' },
    classic: {
      provider: pollinationsClassic({
        image: served.url('image.pollinations.ai'),
        text: served.url('text.pollinations.ai'),
      }),
    },
    sockets: () => ({ used: all.size, open: [...all].filter((socket) => !socket.destroyed).length }),
    async close() {
      unsubscribe('http.server.request.start', see)
      await served.close()
    },
  }
  started.push(server)
  return server
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.close()))
})

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Whether something comes true, without anything else being done. What takes half a minute on any machine never will. */
export async function soon(isTrue: () => boolean): Promise<boolean> {
  const end = performance.now() + 30_000
  while (!isTrue() && performance.now() < end) await pause(5)
  return isTrue()
}

/** How a child is started, and the milliseconds after which one that has not ended by itself is killed. */
interface ChildOptions {
  flags?: string[]
  limit: number
}

/** Runs a program of this folder in a process of its own; gives what it printed when it has ended by itself, and well. */
export async function runChild(file: string, given: string[], { flags = [], limit }: ChildOptions): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'blossom-child-'))
  try {
    // In one file: to load the sources one by one takes longer than most of what such a program does.
    const program = join(folder, 'child.mjs')
    await writeFile(
      program,
      await bundle(`import ${JSON.stringify(fileURLToPath(new URL(file, import.meta.url)))}`, 'node'),
    )
    return await new Promise((resolve, reject) => {
      const node = spawn(process.execPath, [...flags, program, ...given], { stdio: ['ignore', 'pipe', 'pipe'] })
      let said = ''
      let errors = ''
      node.stdout.on('data', (data) => (said += data))
      node.stderr.on('data', (data) => (errors += data))
      const clock = setTimeout(() => node.kill('SIGKILL'), limit)
      node.on('close', (code, signal) => {
        clearTimeout(clock)
        if (code === 0) resolve(said)
        else reject(new Error(`The child ended with ${code ?? signal}: ${said}${errors}`))
      })
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
