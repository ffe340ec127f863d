import type { Emulator } from '../../../src/testing/index.ts'

export const GEN = 'https://gen.pollinations.ai'
export const IMAGE = 'https://image.pollinations.ai'
export const TEXT = 'https://text.pollinations.ai'
export const MEDIA = 'https://media.pollinations.ai'
export const KEY = { authorization: 'Bearer sk_test' }

/** A POST with a JSON body, and a key where the host is gen. */
export function post(
  fetch: Emulator,
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  const key = url.startsWith(GEN) || url.startsWith(MEDIA) ? KEY : {}
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...key, ...headers } }
  return fetch(url, { ...init, body: typeof body === 'string' ? body : JSON.stringify(body) })
}

/** A chat of one user message. */
export function user(text: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { messages: [{ role: 'user', content: text }], ...more }
}

/** A POST of form fields with a key. */
export function postForm(fetch: Emulator, url: string, fields: Record<string, string | File>): Promise<Response> {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  return fetch(url, { method: 'POST', headers: KEY, body })
}

export async function bytesOf(response: Response | Promise<Response>): Promise<Uint8Array> {
  return new Uint8Array(await (await response).arrayBuffer())
}
