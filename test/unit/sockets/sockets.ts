import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { afterEach } from 'vitest'
import { type ChatProvider, type ImageProvider, pollinations, pollinationsClassic } from '../../../src/index.ts'
import type { EmulatorOptions } from '../../../src/testing/index.ts'
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

/** Whether something comes true within a second. */
export async function soon(isTrue: () => boolean): Promise<boolean> {
  const end = performance.now() + 1000
  while (!isTrue() && performance.now() < end) await pause(5)
  return isTrue()
}
