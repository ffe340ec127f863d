/** Bytes that a `Response` takes. */
export type Bytes = Uint8Array<ArrayBuffer>

/** The UTF-8 bytes of a text. */
export function encode(text: string): Bytes {
  return new TextEncoder().encode(text)
}

/** All the pieces as one. */
export function concat(pieces: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** One letter for each byte. By 32 kB, because `fromCharCode` takes its bytes as arguments and those are limited. */
export function toBinary(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return text
}

/** One byte for each letter. */
export function fromBinary(text: string): Bytes {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0))
}

/** The base64 text of bytes. */
export function toBase64(bytes: Uint8Array): string {
  return btoa(toBinary(bytes))
}

/** The bytes of a base64 text; undefined when it is none. */
export function fromBase64(text: string): Bytes | undefined {
  try {
    return fromBinary(atob(text))
  } catch {
    return undefined
  }
}

/** What a data URL holds; undefined when it is none. */
export function readDataUrl(url: string): { mediaType: string; bytes: Bytes } | undefined {
  const match = /^data:([^;,]*)(?:;[^,]*)?;base64,(.*)$/s.exec(url)
  const bytes = match && fromBase64(match[2] ?? '')
  return match && bytes ? { mediaType: match[1] ?? '', bytes } : undefined
}
