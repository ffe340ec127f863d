import { apiError, saidIn } from '../call/classify.ts'
import { given } from '../call/given.ts'
import type { Answer } from '../call/try.ts'
import type { Media } from './media.ts'
import { sniff } from './sniff.ts'

/** Facts of the request that the result repeats. */
export interface Asked {
  /** The keyless URL of the same result, for a GET. */
  url?: string | undefined
  model?: string | undefined
  seed?: number | undefined
}

// Header and bytes where the header is right: raw samples look like anything, and these may hold video or audio alike.
const BY_HEADER = /^audio\/(pcm|l16) (?!audio\/wav)|^(audio\/(mp4|webm)|video\/(ogg)) \w+\/\3\4$/

/**
 * What the bytes are, and where they tell nothing, what the header says.
 *
 * @param start - The first bytes of the body.
 * @throws APIError `empty`; `unexpected_content` for anything but the kind asked for.
 */
export function mediaTypeOf({ response, scrub, task }: Answer, start: Uint8Array, kind: string): string {
  if (!start.length) throw apiError(task, 'empty')
  const header = scrub(response.headers.get('content-type') ?? '')
    .replace(/;.*/, '')
    .trim()
    .toLowerCase()
  const seen = sniff(start)
  const mediaType = seen && !BY_HEADER.test(`${header} ${seen}`) ? seen : header
  // Not a type with other letters: it may stand in a URL or in markup.
  if (new RegExp(`^${kind}/[\\w.+-]+$`).test(mediaType)) return mediaType
  const text = /^$|text|json/.test(mediaType)
  throw apiError(task, 'unexpected_content', text ? saidIn(new TextDecoder().decode(start), scrub) : mediaType)
}

/** Makes a result of bytes that are all there; anything but the kind asked for is an error. */
export function makeMedia(
  answer: Answer,
  parts: Uint8Array<ArrayBuffer>[],
  start: Uint8Array,
  kind: string,
  asked: Asked,
): Media {
  const { response, scrub } = answer
  const mediaType = mediaTypeOf(answer, start, kind)
  const cache = response.headers.get('x-cache')
  const model = scrub(response.headers.get('x-model-used') ?? asked.model ?? '')
  return given({
    blob: new Blob(parts, { type: mediaType }),
    mediaType,
    url: asked.url,
    model: model || undefined,
    seed: asked.seed,
    // gen says HIT to the one who started the generation too, and GENERATED beside it.
    cached: cache ? cache === 'HIT' && response.headers.get('x-cache-type') !== 'GENERATED' : undefined,
    requestId: answer.requestId(),
  })
}

/** Reads a whole body as media of a kind (`image`, `audio`, `video`). */
export async function readMedia(answer: Answer, kind: string, asked: Asked): Promise<Media> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  for (let bytes = await answer.read(); bytes; bytes = await answer.read()) parts.push(bytes as Uint8Array<ArrayBuffer>)
  const start = new Uint8Array(await new Blob(parts).slice(0, 2048).arrayBuffer())
  return makeMedia(answer, parts, start, kind, asked)
}
