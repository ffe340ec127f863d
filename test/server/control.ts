import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Emulator, Fault, RecordedRequest } from '../../src/testing/index.ts'
import { readBody } from './read-body.ts'

/** What the control channel works on; faults can be set only where their list is known. */
export interface Controlled {
  emulator: Emulator
  faults: Fault[] | undefined
  arrivals: WeakMap<RecordedRequest, Arrival>
}

/** What the sockets tell of a request. Times are milliseconds since 1970. */
export interface Arrival {
  at: number
  /** When the client went away before the answer was complete. */
  abortedAt?: number
  connection: Connection
}

/** The socket that a request came by: two requests with the same number shared it. */
export interface Connection {
  id: number
  /** Of this machine: tells two servers apart that share an emulator. */
  port: number
  closedAt?: number
}

/**
 * The control channel, for tests in another process or in a browser: `GET /-/requests`, `POST /-/reset`, and
 * `POST /-/faults` with a JSON list that replaces the faults (a regular expression is written `{ "regexp": "…" }`).
 */
export async function answerControl(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { emulator, faults, arrivals }: Controlled,
): Promise<void> {
  function answer(status: number, value?: unknown): void {
    response.writeHead(status, {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-headers': 'content-type',
      'cache-control': 'no-store',
      'content-type': 'application/json',
    })
    response.end(value === undefined ? undefined : JSON.stringify(value))
  }
  const route = `${request.method} ${path}`
  if (request.method === 'OPTIONS') answer(204)
  else if (route === 'GET /requests') {
    answer(
      200,
      emulator.requests.map((record) => ({ ...record, ...arrivals.get(record) })),
    )
  } else if (route === 'POST /reset') {
    emulator.reset()
    answer(200, {})
  } else if (route === 'POST /faults' && faults) {
    try {
      const given: unknown = JSON.parse(new TextDecoder().decode(await readBody(request)))
      if (!Array.isArray(given)) throw new Error('A list of faults is wanted')
      faults.splice(0, faults.length, ...given.map(readFault))
      answer(200, { faults: faults.length })
    } catch (error) {
      answer(400, { error: `${error}` })
    }
  } else answer(404, { error: 'No such control' })
}

/** A fault as JSON has it. */
export type WrittenFault = Omit<Fault, 'route'> & { route?: string | { regexp: string } }

/** The fault that is meant. */
export function readFault(fault: WrittenFault): Fault {
  const { route, ...rest } = fault
  if (route === undefined) return rest
  return { ...rest, route: typeof route === 'string' ? route : new RegExp(route.regexp) }
}
