import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  type Fault,
  type RecordedRequest,
} from '../../src/testing/index.ts'
import { boundRecords } from './bound-records.ts'
import { type Arrival, answerControl, type Connection } from './control.ts'
import { readBody } from './read-body.ts'
import type { IsMadeUp } from './redact.ts'

/** Milliseconds between the last byte and a reset, for a client on a machine that is busy. */
const TIME_TO_READ = 600

/** A request without a `Host` is refused by the control channel itself. */
const lenient = { requireHostHeader: false }

/** A handler for `node:http`, and for Vite's middlewares, which give it a `next`. */
export type Handler = (request: IncomingMessage, response: ServerResponse, next?: () => void) => void

/**
 * Serves an emulator over sockets: `PREFIX/gen.pollinations.ai/v1/models` stands for `https://gen.pollinations.ai/v1/models`.
 *
 * @param isMadeUp - Which keys the control channel may report: none, when it is not given.
 */
export function handleEmulator(
  emulator: Emulator,
  prefix = '',
  faults?: Fault[],
  isMadeUp: IsMadeUp = () => false,
): Handler {
  const arrivals = new WeakMap<RecordedRequest, Arrival>()
  const bound = boundRecords(emulator.requests)
  return (request, response, next) => {
    // A proxy is asked by whole URLs, which this is not: only the control channel says so.
    const path = (request.url ?? '/').replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, '')
    const target = path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : ''
    if (target.startsWith('-/')) {
      void answerControl(request, response, target.slice(1), { emulator, faults, arrivals, isMadeUp })
    } else if (path === request.url && /^[\w.-]+\.(ai|dev|test|example)([/?]|$)/.test(target))
      void relay(emulator, `https://${target}`, request, response, arrivals, bound)
    else if (next) next()
    else response.writeHead(404).end('No such host here\n')
  }
}

/** An emulator behind a port of its own. */
export interface ServedEmulator {
  /** `http://127.0.0.1:PORT` */
  origin: string
  /** The base that stands for a host. */
  url(host: string): string
  emulator: Emulator
  requests: RecordedRequest[]
  /** Cuts every connection and frees the port. */
  close(): Promise<void>
}

/** Serves a new emulator on a loopback port; port 0, the default, is any free one. */
export async function serveEmulator(
  options: EmulatorOptions & { port?: number; isMadeUp?: IsMadeUp } = {},
): Promise<ServedEmulator> {
  const { port = 0, isMadeUp, ...given } = options
  const faults = [...(given.faults ?? [])]
  const emulator = createEmulator({ ...given, faults })
  const server = createServer(lenient, handleEmulator(emulator, '', faults, isMadeUp))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`
  return {
    origin,
    url: (host) => `${origin}/${host}`,
    emulator,
    requests: emulator.requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const connections = new WeakMap<Socket, Connection>()
let count = 0

/** The one record of a socket, which many requests may come by. */
function connectionOf(socket: Socket): Connection {
  const known = connections.get(socket)
  if (known) return known
  const connection: Connection = { id: ++count, port: socket.localPort ?? 0 }
  connections.set(socket, connection)
  socket.once('close', () => Object.assign(connection, { closedAt: Date.now() }))
  return connection
}

async function relay(
  emulator: Emulator,
  url: string,
  request: IncomingMessage,
  response: ServerResponse,
  arrivals: WeakMap<RecordedRequest, Arrival>,
  bound: (record: RecordedRequest) => void,
): Promise<void> {
  const life = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) life.abort(new Error('The client went away'))
  })
  let record: RecordedRequest | undefined
  try {
    const body = await readBody(request)
    const method = request.method ?? 'GET'
    const init = { method, headers: readHeaders(request), signal: life.signal, ...(body.length > 0 ? { body } : {}) }
    const answering = emulator(url, init)
    record = emulator.requests.at(-1)
    const arrival: Arrival = { at: Date.now(), connection: connectionOf(request.socket) }
    if (record) arrivals.set(record, arrival)
    life.signal.addEventListener('abort', () => Object.assign(arrival, { abortedAt: Date.now() }))
    const answer = await answering
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    response.flushHeaders()
    await pipe(answer.body, response)
    response.end()
  } catch {
    // A reset, before the headers or in the body: the socket dies without a goodbye, as the fault wants it. It also throws
    // away what the client has not read yet, so what was written is given time to be read.
    if (response.headersSent) await new Promise((resolve) => setTimeout(resolve, TIME_TO_READ))
    if (!response.destroyed) request.socket.resetAndDestroy()
  } finally {
    if (record) bound(record)
  }
}

/** Writes as fast as the client reads, and each read of the emulator as a write of its own. */
async function pipe(body: ReadableStream<Uint8Array> | null, response: ServerResponse): Promise<void> {
  const reader = body?.getReader()
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    if (!response.write(read.value) && !response.destroyed) await settle(response)
    // Node joins what is written in one turn.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function settle(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    function done(): void {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.on('drain', done)
    response.on('close', done)
  })
}

/** The headers, without those that belong to this one connection. */
function readHeaders(request: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (!/^(host|connection|keep-alive|transfer-encoding|upgrade|expect)$/.test(name)) headers.set(name, `${value}`)
  }
  return headers
}
