import type { Bytes } from '../bytes.ts'

/**
 * Packs bytes as a zlib stream (RFC 1950, 1951): one block of fixed Huffman codes, with matches at two distances only,
 * a run of the same byte and the row above. That is what flat pictures are made of; it is written by hand because
 * `CompressionStream` gives other bytes on other runtimes.
 */
export function deflate(bytes: Uint8Array, stride: number): Bytes {
  let out = new Uint8Array(1 << 16)
  let size = 2
  let hold = 0
  let held = 0
  out.set([0x78, 0x01])

  function put(value: number, bits: number): void {
    hold |= value << held
    held += bits
    while (held >= 8) {
      if (size + 8 > out.length) {
        const grown = new Uint8Array(out.length * 2)
        grown.set(out)
        out = grown
      }
      out[size++] = hold & 0xff
      hold >>>= 8
      held -= 8
    }
  }
  // Huffman codes go out from their highest bit, everything else from its lowest.
  function putCode(code: number, bits: number): void {
    let reversed = 0
    for (let bit = 0; bit < bits; bit++) reversed |= ((code >>> bit) & 1) << (bits - 1 - bit)
    put(reversed, bits)
  }
  function putSymbol(symbol: number): void {
    if (symbol < 144) putCode(0x30 + symbol, 8)
    else if (symbol < 256) putCode(0x190 + symbol - 144, 9)
    else if (symbol < 280) putCode(symbol - 256, 7)
    else putCode(0xc0 + symbol - 280, 8)
  }
  function putMatch(length: number, distance: number): void {
    const n = length - 3
    const extra = length === 258 ? 0 : Math.max(0, 29 - Math.clz32(n))
    putSymbol(length === 258 ? 285 : 257 + extra * 4 + (n >> extra))
    put(n & ((1 << extra) - 1), extra)
    const d = distance - 1
    const more = Math.max(0, 30 - Math.clz32(d))
    putCode(more * 2 + (d >> more), 5)
    put(d & ((1 << more) - 1), more)
  }
  function matchLength(at: number, distance: number): number {
    if (at < distance) return 0
    const most = Math.min(258, bytes.length - at)
    let length = 0
    while (length < most && bytes[at + length] === bytes[at + length - distance]) length++
    return length
  }

  put(1, 1) // the last block
  put(1, 2) // fixed codes
  for (let at = 0; at < bytes.length; ) {
    const run = matchLength(at, 1)
    const above = run === 258 ? 0 : matchLength(at, stride)
    const length = Math.max(run, above)
    if (length < 3) putSymbol(bytes[at++] ?? 0)
    else {
      putMatch(length, run >= above ? 1 : stride)
      at += length
    }
  }
  putSymbol(256)
  put(0, 7) // fills the last byte
  const whole = new Uint8Array(size + 4)
  whole.set(out.subarray(0, size))
  new DataView(whole.buffer).setUint32(size, adler32(bytes))
  return whole
}

function adler32(bytes: Uint8Array): number {
  let a = 1
  let b = 0
  for (let at = 0; at < bytes.length; ) {
    // 3,800 bytes at most before the sums pass 2^31.
    for (const end = Math.min(bytes.length, at + 3800); at < end; at++) {
      a += bytes[at] ?? 0
      b += a
    }
    a %= 65521
    b %= 65521
  }
  return ((b << 16) | a) >>> 0
}
