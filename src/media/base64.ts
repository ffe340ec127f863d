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
  let text = ''
  // A multiple of three, so that the parts join; few enough for the arguments of one call.
  for (let at = 0; at < bytes.length; at += 24_576)
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + 24_576)))
  return text
}

/**
 * A Blob as a `data:` URL, for an `<img>` or a message.
 *
 * @param blob - Any Blob or File. Without a type, or with one that could end the head of the URL, it is called
 *   `application/octet-stream`.
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
  // Another letter could end the head of the URL, or the attribute that it stands in.
  return `data:${/^[\w.+-]+\/[\w.+;= -]+$/.test(blob.type) ? blob.type : 'application/octet-stream'};base64,${base64}`
}

/**
 * The bytes of base64 or base64url text, with or without padding, line breaks and the head of a `data:` URL. Throws a
 * DOMException on anything else.
 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(
    text
      .replace(/^\s*data:[^,]*,/i, '')
      .replaceAll('-', '+')
      .replaceAll('_', '/'),
  )
  const bytes = new Uint8Array(binary.length)
  // Not Uint8Array.from(): with a function for each letter it takes forty times as long and twenty times the memory.
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes
}
