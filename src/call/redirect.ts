interface KeyedInit extends RequestInit {
  headers: Record<string, string>
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
  response.body?.cancel().catch(() => {})
  if (!left) throw new TypeError('There are too many redirects.')
  const next = new URL(location, url)
  const headers = { ...init.headers }
  const again: KeyedInit = { ...init, headers }
  if (next.origin !== new URL(url).origin) delete headers.authorization
  // 303 asks for a GET; 301 and 302 after a POST do so by custom.
  if (status < 304) {
    again.method = 'GET'
    delete again.body
    delete headers['content-type']
  }
  return fetchKeyed(next.href, again, left - 1)
}
