import type { IncomingMessage, ServerResponse } from 'node:http'
import { checkOptions } from '../../src/testing/check-options.ts'
import type { Emulator, Fault, RecordedRequest } from '../../src/testing/index.ts'
import { loopbackOrigin, refuse } from './guard.ts'
import { readBody } from './read-body.ts'
import { type IsMadeUp, redact } from './redact.ts'

/** Bounds of what `POST /-/faults` takes: bytes, and faults in the list. */
const [LONGEST_BODY, MOST_FAULTS] = [1_000_000, 1000]

/** What the control channel works on; faults can be set only where their list is known. */
export interface Controlled {
  emulator: Emulator
  faults: Fault[] | undefined
  arrivals: WeakMap<RecordedRequest, Arrival>
  isMadeUp: IsMadeUp
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

/** Answers on the control channel: to programs and pages of this machine only, and never from a cache. */
export function answerWith(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  value?: unknown,
  headers: Record<string, string> = {},
): void {
  const origin = loopbackOrigin(request)
  response.writeHead(status, {
    ...(origin && {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST, DELETE, OPTIONS',
      'access-control-allow-headers': 'content-type',
    }),
    vary: 'origin',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-type': 'application/json',
    ...headers,
  })
  response.end(value === undefined ? undefined : JSON.stringify(value))
}

const METHODS: Record<string, string> = { '/requests': 'GET', '/reset': 'POST', '/faults': 'POST' }

/**
 * The control channel, for tests in another process or in a browser: `GET /-/requests`, `POST /-/reset`, and
 * `POST /-/faults` with a JSON list that replaces the faults. A `route` is a string: a regular expression of somebody else
 * could hang the server. Who is answered at all: see `refuse`. Keys are not reported, see `redact`.
 */
export async function answerControl(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { emulator, faults, arrivals, isMadeUp }: Controlled,
): Promise<void> {
  const answer = (status: number, value?: unknown, headers?: Record<string, string>): void =>
    answerWith(request, response, status, value, headers)
  const refusal = refuse(request)
  const method = METHODS[path]
  if (refusal) answer(refusal.status, { error: refusal.error })
  else if (!method || (path === '/faults' && !faults)) answer(404, { error: 'No such control' })
  else if (request.method === 'OPTIONS') answer(204)
  else if (request.method !== method) answer(405, { error: `Use ${method}` }, { allow: `${method}, OPTIONS` })
  else if (path === '/requests') {
    answer(
      200,
      emulator.requests.map((record) => ({ ...redact(record, isMadeUp), ...arrivals.get(record) })),
    )
  } else if (path === '/reset') {
    emulator.reset()
    answer(200, {})
  } else if (faults) {
    try {
      faults.splice(0, faults.length, ...readFaults(await readJson(request)))
      answer(200, { faults: faults.length })
    } catch (error) {
      answer(400, { error: (error as Error).message })
    }
  }
}

/** The body as JSON. What the parser says of a broken one is not reported: it would quote from it. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request, LONGEST_BODY)
  if (!body) throw new TypeError(`The body must have at most ${LONGEST_BODY} bytes`)
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    throw new TypeError('The body must be JSON')
  }
}

/** Faults as JSON has them. */
export function readFaults(given: unknown): Fault[] {
  if (!Array.isArray(given) || given.length > MOST_FAULTS) {
    throw new TypeError(`Faults must be a list, of at most ${MOST_FAULTS}`)
  }
  return given.map(readFault)
}

function readFault(fault: unknown): Fault {
  if (typeof fault !== 'object' || !fault || Array.isArray(fault)) throw new TypeError('A fault must be an object')
  const { route, nth, status, delay, stall, cut, split, at } = fault as Record<keyof Fault, unknown>
  if (route !== undefined && typeof route !== 'string') {
    throw new TypeError('The route of a fault must be a string, which the request contains')
  }
  for (const [name, value] of Object.entries({ nth, status, delay, stall, cut, split, at })) {
    if (value !== undefined && !(Number.isSafeInteger(value) && Number(value) >= 0)) {
      throw new TypeError(`The ${name} of a fault must be an integer, and not negative`)
    }
  }
  const read = { ...fault } as Fault
  checkOptions({ faults: [read] })
  return read
}
