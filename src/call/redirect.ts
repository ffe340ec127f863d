import { quietly } from './quietly.ts'

interface KeyedInit extends RequestInit {
  headers: Record<string, string>
  signal: AbortSignal
}

/**
 * The platform's fetch for a request with a key. Outside of browsers redirects are followed by hand, as
 * https://fetch.spec.whatwg.org/#http-redirect-fetch has it: Workers with a compatibility date before autumn 2025, Deno 2.1
 * and Bun 1.0 send the key on to another origin.
 *
 * @param left - How many more redirects are followed.
 */
export async function fetchKeyed(url: string, init: KeyedInit, left: number = 20): Promise<Response> {
  // A browser shows no redirect to scripts; only there is a `location`.
  if ((globalThis as { location?: unknown }).location) return fetch(url, init)
  const response = await fetch(url, { ...init, redirect: 'manual' })
  const { status } = response
  const location = /^30[12378]$/.test(`${status}`) && response.headers.get('location')
  if (!location) return response
  quietly(() => response.body?.cancel())
  const next = new URL(location, url)
  // A fetch of its own would read files, data and buckets, which a redirect of the platform never does.
  if (!left || !/^https?:\/\/[^/@]+\//.test(next.href)) {
    throw new TypeError('There are too many redirects, or a bad one.')
  }
  const headers = { ...init.headers }
  if (next.origin !== new URL(url).origin) {
    for (const name of ['authorization', 'cookie', 'proxy-authorization']) delete headers[name]
  }
  if (status > 303) return fetchKeyed(next.href, { ...init, headers }, left - 1)
  // 303 asks for a GET; 301 and 302 after a POST do so by custom.
  delete headers['content-type']
  return fetchKeyed(next.href, { headers, signal: init.signal }, left - 1)
}
