// What the first bytes say, read as Latin-1; the order matters only for the two RIFF kinds.
const SIGNS: readonly (readonly [type: string, sign: RegExp])[] = [
  ['image/png', /^\x89PNG/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8/],
  ['image/webp', /^RIFF....WEBP/s],
  ['image/avif', /^....ftypavi[fs]/s],
  ['image/svg+xml', /^(\xef\xbb\xbf)?\s*(<[?!][^>]*>\s*)*<svg[\s>]/],
  ['audio/wav', /^RIFF....WAVE/s],
  ['audio/mpeg', /^(ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb])/],
  ['audio/ogg', /^OggS/],
  ['audio/flac', /^fLaC/],
  ['audio/aac', /^\xff[\xf0\xf1\xf8\xf9]/],
  ['video/webm', /^.E\xdf\xa3/],
  ['audio/mp4', /^....ftypM4[AB]/s],
  ['video/mp4', /^....ftyp/s],
  ['text/html', /^\s*<(!--|!doctype html|html|head|body)/i],
  ['application/json', /^\s*[{[]/],
  // Not XML, which may be an image; nor RIFF alone, with which a stream of sound may begin.
  ['text/plain', /^(?!\s*<|RIFF)[\t-\r -~\x80-\xff]{4,}$/],
]

/** The media type that the first bytes of a file tell, or undefined. */
export function sniff(start: Uint8Array): string | undefined {
  const text = String.fromCharCode(...start.subarray(0, 512))
  return SIGNS.find(([, sign]) => sign.test(text))?.[0]
}
