/// <reference types="vite/client" />
import type { Fault } from 'blossom-ai/testing'
import type { FromWorker, ToWorker } from './emulator-worker.ts'
import address from './emulator-worker.ts?worker&url'

/** A request as the page sent it. */
export interface Sent {
  method: string
  url: string
  headers: Record<string, string>
  body: string
  aborted: boolean
}

/** A `fetch` that a stand-in for the service answers, here in the browser. */
export interface PageEmulator {
  fetch(url: string, init?: RequestInit): Promise<Response>
  /** Every request so far, to be looked at in the console. */
  requests: Sent[]
  /** What goes wrong from now on. */
  setFaults(faults: readonly Fault[]): void
  /** Milliseconds between the pieces of a stream from now on. */
  setPace(pace: number): void
}

/** What becomes of the messages that belong to one request. */
type Listener = (message: FromWorker) => void

/** Makes the emulator; its thread begins with the first request. */
export function createPageEmulator(): PageEmulator {
  const requests: Sent[] = []
  const listeners = new Map<number, Listener>()
  let worker: Worker | undefined
  let last = 0

  function say(message: ToWorker): void {
    worker ??= start(listeners)
    worker.postMessage(message)
  }

  return {
    requests,
    setFaults: (faults) => say({ faults }),
    setPace: (pace) => say({ pace }),
    async fetch(url, init) {
      const request = new Request(url, init)
      const { method, signal } = request
      signal.throwIfAborted()
      const body = await request.clone().arrayBuffer()
      const headers = [...request.headers]
      const words = new TextDecoder().decode(body)
      const sent: Sent = { method, url, headers: Object.fromEntries(headers), body: words, aborted: false }
      requests.push(sent)
      const id = ++last
      return new Promise((resolve, reject) => {
        let stream: ReadableStreamDefaultController<Uint8Array> | undefined
        function end(): void {
          listeners.delete(id)
          signal.removeEventListener('abort', giveUp)
        }
        function giveUp(): void {
          end()
          sent.aborted = true
          say({ id, abort: true })
          reject(signal.reason)
          stream?.error(signal.reason)
        }
        listeners.set(id, (message) => {
          if ('status' in message) resolve(respond(message.status, message.headers))
          else if ('bytes' in message) stream?.enqueue(message.bytes)
          else {
            end()
            if ('end' in message) return stream?.close()
            const error = new TypeError(message.error)
            reject(error)
            stream?.error(error)
          }
        })
        function respond(status: number, headers: [string, string][]): Response {
          const body = new ReadableStream<Uint8Array>({
            start(controller) {
              stream = controller
            },
            cancel() {
              end()
              sent.aborted = true
              say({ id, abort: true })
            },
          })
          return new Response([204, 304].includes(status) ? null : body, { status, headers })
        }
        signal.addEventListener('abort', giveUp)
        say({ id, url, method, headers, body })
      })
    },
  }
}

/** The page's Content-Security-Policy lets this one script become a worker, where the browser knows Trusted Types. */
function trust(url: string): string {
  const { trustedTypes } = globalThis as {
    trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(url: string): string } }
  }
  return trustedTypes?.createPolicy('emulator', { createScriptURL: () => address }).createScriptURL(url) ?? url
}

function start(listeners: Map<number, Listener>): Worker {
  const worker = new Worker(trust(address), { type: 'module' })
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => listeners.get(data.id)?.(data))
  worker.addEventListener('error', () => {
    for (const [id, listener] of listeners) listener({ id, error: 'The emulator could not be loaded.' })
  })
  return worker
}
