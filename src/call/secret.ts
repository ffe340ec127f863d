/** Cuts a secret out of whatever text would show it. */
export type Scrub = (text: string) => string

/**
 * A scrubber for one call's key; without a key it changes nothing, nor with one under 8 characters: a true key is far longer,
 * and one like `test` would take words out of answers.
 */
export function scrubber(secret: string = ''): Scrub {
  return (text) => (secret.length > 7 && text.includes(secret) ? text.replaceAll(secret, '[key]') : text)
}

/** Whether nothing that an inspection of a value would print holds the secret. What cannot be looked through is not clean. */
function isClean(value: unknown, scrub: Scrub, depth = 0): boolean {
  if (typeof value !== 'object' || !value) return scrub(String(value)) === String(value)
  return (
    depth < 5 &&
    (value instanceof Error || Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) &&
    isClean((value as Error).stack, scrub) &&
    Reflect.ownKeys(value).every(
      (name) => isClean(name, scrub) && isClean((value as Record<PropertyKey, unknown>)[name], scrub, depth + 1),
    )
  )
}

/** The platform's error as it is; or a copy of its name and message without the secret, where it shows it or may. */
export function cleanCause(cause: unknown, scrub: Scrub, keyed: boolean): unknown {
  try {
    if (!keyed || isClean(cause, scrub)) return cause
    const { name, message } = cause as Error
    return Object.assign(new Error(scrub(String(message))), { name: scrub(String(name)) })
  } catch {
    return new Error('not shown')
  }
}
