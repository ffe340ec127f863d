/** Numbers in [0, 1), the same ones for the same seed on every runtime. */
export type Random = () => number

/** A 32-bit hash of some texts and numbers: FNV-1a, finished like MurmurHash3 so that near inputs end far apart. */
export function hashOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const part of parts) {
    const text = `${part}\u0000`
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** mulberry32: small, quick, and only integer arithmetic, so equal everywhere. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** One of the items. */
export function pick<T>(random: Random, items: readonly [T, ...T[]]): T {
  return items[Math.floor(random() * items.length)] ?? items[0]
}

/** So many hexadecimal digits. */
export function hexOf(seed: number, digits: number): string {
  const random = createRandom(seed)
  return Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('')
}

/** A moment, in Unix seconds, that belongs to a hash: with a look at the clock no answer would ever be repeated. */
export function momentOf(seed: number): number {
  return 1_790_000_000 + (seed % 2_000_000)
}
