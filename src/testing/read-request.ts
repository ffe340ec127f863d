import type { Bytes } from './bytes.ts'
import { FORM_TYPE, writeForm } from './multipart.ts'

/** What a call of `fetch` asks for. */
export interface Incoming {
  method: string
  url: URL
  headers: Headers
  signal: AbortSignal | undefined
  read(): Promise<Bytes>
}

/** Understands the arguments of `fetch`, as `fetch` does; throws what it throws. */
export function readRequest(input: string | URL | Request, init: RequestInit = {}): Incoming {
  const { method, headers, body } = init
  const form = body instanceof FormData ? body : undefined
  const taken: RequestInit = {}
  if (method) taken.method = method
  if (headers) taken.headers = headers
  if (body && !form) taken.body = body
  // The signal is left out: a Request would follow it with a listener that nobody takes off.
  const request = new Request(input, body instanceof ReadableStream ? Object.assign(taken, { duplex: 'half' }) : taken)
  if (form && /^(GET|HEAD)$/.test(request.method)) throw new TypeError(`${request.method} takes no body`)
  const sent = new Headers(request.headers)
  if (form) sent.set('content-type', FORM_TYPE)
  return {
    method: request.method,
    url: new URL(request.url),
    headers: sent,
    signal: init.signal ?? (typeof input === 'object' && 'signal' in input ? input.signal : undefined),
    read: async () => (form ? writeForm(form) : new Uint8Array(await request.arrayBuffer())),
  }
}
