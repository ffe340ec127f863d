// @ts-check
// Takes away what Chrome 111, Firefox 115 or Safari 16.4 lack, so that a current engine stands for an old one.

/** @type {Record<string, readonly PropertyKey[]>} */
const NEWER = {
  AbortSignal: ['any'],
  Array: ['fromAsync'],
  'Blob.prototype': ['bytes', 'textStream'],
  Error: ['isError'],
  'Headers.prototype': ['getSetCookie'],
  Map: ['groupBy'],
  Object: ['groupBy'],
  Promise: ['withResolvers', 'try'],
  ReadableStream: ['from'],
  'ReadableStream.prototype': ['values', Symbol.asyncIterator],
  'Request.prototype': ['bytes', 'duplex'],
  Response: ['json'],
  'Response.prototype': ['bytes'],
  'String.prototype': ['isWellFormed', 'toWellFormed'],
  Uint8Array: ['fromBase64', 'fromHex'],
  'Uint8Array.prototype': ['toBase64', 'toHex', 'setFromBase64'],
  URL: ['canParse', 'parse'],
  crypto: ['randomUUID'],
}

/** Node's own fetch is JavaScript too and needs these: it alone goes on seeing them. */
const NEEDED_IN_NODE = ['ReadableStream.prototype[Symbol.asyncIterator]', 'String.prototype.toWellFormed']

/** Deletes them and gives the names of those that were there. Throws when one will not go. */
export function becomeOld() {
  const gone = []
  for (const [path, names] of Object.entries(NEWER)) {
    for (const name of names) {
      const owner = at(path)
      if (!(name in owner)) continue
      const full = typeof name === 'symbol' ? `${path}[${name.description}]` : `${path}.${String(name)}`
      if ('process' in globalThis && NEEDED_IN_NODE.includes(full)) hide(owner, name)
      else remove(owner, name)
      if (owner[name] !== undefined) throw new Error(`${full} cannot be deleted`)
      gone.push(full)
    }
  }
  return gone
}

/** @param {object} owner @param {PropertyKey} name */
function remove(owner, name) {
  // Some are inherited, as `crypto.randomUUID` is from `Crypto.prototype`.
  for (let holder = owner; holder; holder = Object.getPrototypeOf(holder)) Reflect.deleteProperty(holder, name)
}

/** @param {Record<PropertyKey, unknown>} owner @param {PropertyKey} name */
function hide(owner, name) {
  const value = owner[name]
  // Line 1 is the message, line 2 this getter, line 3 who asks.
  const isNode = () => /node:internal/.test(`${new Error().stack}`.split('\n')[3] ?? '')
  Object.defineProperty(owner, name, { get: () => (isNode() ? value : undefined) })
}

/** @param {string} path @returns {Record<PropertyKey, unknown>} */
function at(path) {
  let value = /** @type {Record<PropertyKey, never>} */ (/** @type {unknown} */ (globalThis))
  for (const part of path.split('.')) value = /** @type {never} */ (value[part])
  return value
}
