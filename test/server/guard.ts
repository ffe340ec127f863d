import type { IncomingMessage } from 'node:http'

const LOOPBACK = String.raw`(?:localhost\.?|127(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}|\[::1\])`
const HOST = new RegExp(`^${LOOPBACK}(?::(\\d+))?$`, 'i')
const ORIGIN = new RegExp(`^https?://${LOOPBACK}(?::\\d+)?$`, 'i')

/** Why a request to the control channel is not answered. */
export interface Refusal {
  status: number
  error: string
}

/** The origin of a page on this machine; undefined for any other, and for none. */
export function loopbackOrigin(request: IncomingMessage): string | undefined {
  const { origin } = request.headers
  return origin !== undefined && ORIGIN.test(origin) ? origin : undefined
}

/**
 * Keeps web pages away from the control channel. A page elsewhere is known by its `Origin`, or, where a browser sends none,
 * by `Sec-Fetch-Site`. One whose own name was made to lead to this machine (DNS rebinding) is known by the `Host`.
 */
export function refuse(request: IncomingMessage): Refusal | undefined {
  const { method, headers, rawHeaders, socket } = request
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host')
  const host = HOST.exec(headers.host ?? '')
  if (!request.url?.startsWith('/') || hosts.length !== 1 || !host || Number(host[1] ?? 80) !== socket.localPort) {
    return {
      status: 403,
      error: 'The control channel answers only when it is addressed by a loopback name and its port.',
    }
  }
  const isForeign = headers.origin === undefined ? headers['sec-fetch-site'] === 'cross-site' : !loopbackOrigin(request)
  if (isForeign) return { status: 403, error: 'The control channel answers pages of a loopback origin only.' }
  // Any other type could be sent without a preflight, by a page that may not read the answer.
  if (method === 'POST' && !/^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '')) {
    return { status: 415, error: 'A POST to the control channel needs the content type application/json.' }
  }
}
