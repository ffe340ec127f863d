// @ts-check

/** @param {unknown} value @returns {string} the same text for values that are the same as JSON, whatever the order of their keys */
const textOf = (value) =>
  JSON.stringify(value, (_, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? 'undefined'

/** @param {unknown} truth @param {string} message @returns {asserts truth} */
export function ok(truth, message) {
  if (!truth) throw new Error(message)
}

/** The same as JSON. @param {unknown} actual @param {unknown} expected @param {string} [what] */
export function equal(actual, expected, what = 'It') {
  const [is, should] = [textOf(actual), textOf(expected)]
  if (is !== should) throw new Error(`${what} is ${is.slice(0, 500)} and should be ${should.slice(0, 500)}`)
}

/** Has these properties, and maybe others; a regular expression stands for any text that it finds something in. @param {unknown} actual @param {Record<string, unknown>} expected @param {string} [what] */
export function like(actual, expected, what = 'It') {
  ok(actual && typeof actual === 'object', `${what} is ${String(actual)}, and not like ${textOf(expected)}`)
  for (const [name, wanted] of Object.entries(expected)) {
    const value = /** @type {Record<string, unknown>} */ (actual)[name]
    if (wanted instanceof RegExp)
      ok(wanted.test(String(value)), `${what}.${name} is ${String(value).slice(0, 500)}, not ${wanted}`)
    else if (wanted && typeof wanted === 'object' && !Array.isArray(wanted))
      like(value, /** @type {Record<string, unknown>} */ (wanted), `${what}.${name}`)
    else equal(value, wanted, `${what}.${name}`)
  }
}

/** What it is rejected with. @param {Promise<unknown>} promise @returns {Promise<unknown>} */
export async function reasonOf(promise) {
  const value = await promise.catch((reason) => ({ reason }))
  const [name] = Object.keys(Object(value))
  if (name !== 'reason') throw new Error(`It did not fail, but gave ${textOf(value).slice(0, 300)}`)
  return /** @type {{ reason: unknown }} */ (value).reason
}

/** It is rejected with an error like this. @param {Promise<unknown>} promise @param {Record<string, unknown>} expected */
export async function fails(promise, expected) {
  const reason = await reasonOf(promise)
  like(reason, expected, `The error (${reason})`)
  return /** @type {import('./blossom.mjs').BlossomError} */ (reason)
}

/** A number that stands for bytes (FNV-1a), to be compared between runtimes. @param {Blob | Uint8Array} data */
export async function hashOf(data) {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(await data.arrayBuffer())
  let hash = 2166136261
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 16777619) >>> 0
  return `${bytes.length} bytes, ${hash.toString(16)}`
}

/** @param {number} ms @returns {Promise<void>} */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
