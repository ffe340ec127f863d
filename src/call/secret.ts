/** Cuts a secret out of whatever text would show it. */
export type Scrub = (text: string) => string

/** The scrubber of a call without a secret. */
export const unscrubbed: Scrub = (text) => text

/**
 * A scrubber for one call's key. One under 8 characters stays: a true key is far longer, and one like `test` would take words
 * out of answers.
 */
export const scrubber = (secret: string = ''): Scrub =>
  secret.length > 7 ? (text) => (text.includes(secret) ? text.replaceAll(secret, '[key]') : text) : unscrubbed

/** Whether nothing that an inspection of a value would print holds the secret. What cannot be looked through is not clean. */
function isClean(value: unknown, scrub: Scrub, depth = 0): boolean {
  if (Object(value) !== value) return scrub(String(value)) === String(value)
  // A class of someone else may have getters.
  const { constructor: kind } = Object.getPrototypeOf(value)
  return (
    depth < 5 &&
    /Error|DOM|^Obj|^Arr/.test(kind.name) &&
    kind === globalThis[kind.name as 'Error'] &&
    ['stack', ...Reflect.ownKeys(value as object)].every(
      (name) => isClean(name, scrub) && isClean((value as Record<PropertyKey, unknown>)[name], scrub, depth + 1),
    )
  )
}

/** The platform's error as it is; or, where it shows the secret or may, a copy of what names the failure, without the secret. */
export function cleanCause(cause: unknown, scrub: Scrub): unknown {
  try {
    if (isClean(cause, scrub)) return cause
    const { name, message, code, cause: inner } = cause as Error & { code?: unknown; cause?: { code?: unknown } }
    const facts = JSON.parse(scrub(JSON.stringify({ name, message, code: code ?? inner?.code })))
    return Object.assign(new Error(facts.message), facts)
  } catch {
    return new Error('not shown')
  }
}
