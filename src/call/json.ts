import type { Scrub } from './secret.ts'

/** Parses JSON that was scrubbed as text; an escape may have hidden the secret from that. */
export function parseJson(text: string, scrub: Scrub): unknown {
  const scrubString = (_: string, value: unknown) => (typeof value === 'string' ? scrub(value) : value)
  return JSON.parse(text, text.includes('\\') && /\\(u00[2-7]|\/)/i.test(text) ? scrubString : undefined)
}

/** Parses what looks like a JSON object; anything else is undefined. */
export function parseObject(text: string, scrub: Scrub): Record<string, unknown> | undefined {
  try {
    return /^\s*\{/.test(text) ? (parseJson(text, scrub) as Record<string, unknown>) : undefined
  } catch {}
}

/** A value of JSON as text: it may have a `toString` that is no function, or be deeper than the stack; then it is `''`. */
export function asText(value: unknown): string {
  try {
    return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  } catch {
    return ''
  }
}
