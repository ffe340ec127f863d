import { invalid } from '../call/options.ts'

/**
 * The bytes of a Blob as base64, without a `data:` head.
 *
 * @param blob - Any Blob or File.
 * @returns The text.
 * @throws ValidationError `invalid_option` when it is no Blob.
 *
 * @example
 * ```ts
 * import { toBase64 } from 'blossom-ai'
 *
 * const text = await toBase64(new Blob(['hi'])) // 'aGk='
 * ```
 */
export async function toBase64(blob: Blob): Promise<string> {
  if (!(blob instanceof Blob)) throw invalid('toBase64', 'the input', 'a Blob')
  const bytes = new Uint8Array(await blob.arrayBuffer())
  const parts: string[] = []
  // A multiple of three, so that the parts join; few enough for the arguments of one call.
  const step = 3 * 8192
  for (let at = 0; at < bytes.length; at += step)
    parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + step))))
  return parts.join('')
}

/**
 * A Blob as a `data:` URL, for an `<img>` or a message.
 *
 * @param blob - Any Blob or File. One without a type is called `application/octet-stream`.
 * @returns The URL.
 * @throws ValidationError `invalid_option` when it is no Blob.
 *
 * @example
 * ```ts
 * import { toDataUrl } from 'blossom-ai'
 *
 * const url = await toDataUrl(new Blob(['hi'], { type: 'text/plain' })) // 'data:text/plain;base64,aGk='
 * ```
 */
export async function toDataUrl(blob: Blob): Promise<string> {
  const base64 = await toBase64(blob)
  return `data:${blob.type || 'application/octet-stream'};base64,${base64}`
}

/** The bytes of base64 text. Throws on what is none. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
}
