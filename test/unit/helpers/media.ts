import type { Asked } from './stub.ts'

/** One byte for each letter. */
export const latin = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

/** The beginning of a WAV file. */
export const WAV: Uint8Array<ArrayBuffer> = latin('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0')
/** The beginning of an MP4 film. */
export const MP4: Uint8Array<ArrayBuffer> = latin('\0\0\0\x18ftypisom\0\0\0\0')

/** A good answer with bytes of some kind. */
export function bytesReply(
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
  headers: Record<string, string> = {},
): Response {
  return new Response(bytes, { headers: { 'content-type': type, ...headers } })
}

export const soundReply = (headers: Record<string, string> = {}): Response => bytesReply(WAV, 'audio/wav', headers)
export const filmReply = (headers: Record<string, string> = {}): Response => bytesReply(MP4, 'video/mp4', headers)

/** A form that was sent, as the platform reads it. */
export function formOf({ body, headers }: Pick<Asked, 'body' | 'headers'>): Promise<FormData> {
  return new Response(body as Blob, { headers: { 'content-type': headers['content-type'] ?? '' } }).formData()
}

/** The texts of a form. */
export function textsOf(form: FormData): Record<string, unknown> {
  return Object.fromEntries([...form].filter(([, value]) => typeof value === 'string'))
}

/** The parameters of an address. */
export const queryOf = (url = ''): Record<string, string> => Object.fromEntries(new URL(url).searchParams)
