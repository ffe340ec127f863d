import { apiError, saidIn } from '../call/classify.ts'
import { given } from '../call/given.ts'
import { asText, parseObject } from '../call/json.ts'
import { readText } from '../call/read.ts'
import type { Answer } from '../call/try.ts'

/**
 * What was said in a recording.
 *
 * @example
 * ```ts
 * import type { Transcript } from 'blossom-ai'
 *
 * const lines = ({ segments = [] }: Transcript) => segments.map(({ start, text }) => `${start} s: ${text}`)
 * ```
 */
export interface Transcript {
  /** The text; subtitles where those were asked for. */
  text: string
  /** What was spoken, as the model says. */
  language?: string
  /** Seconds. */
  duration?: number
  /** What was said when; seconds from the beginning. */
  segments?: { start: number; end: number; text: string }[]
  /** The JSON that came, or the text. */
  raw: unknown
  /** The service's own id of the request, else the one made here. */
  requestId: string
}

interface WireTranscript {
  text?: unknown
  language?: unknown
  duration?: unknown
  segments?: unknown
  error?: unknown
  status?: unknown
}

/** A number, or undefined; some providers write it as a text. */
function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' ? Number.parseFloat(value) : value
  return Number.isFinite(number) ? (number as number) : undefined
}

function segmentsOf(value: unknown): Transcript['segments'] {
  if (!Array.isArray(value)) return
  return value.flatMap((segment) => {
    const [start, end] = [numberOf(segment?.start), numberOf(segment?.end)]
    return start === undefined || end === undefined ? [] : [{ start, end, text: asText(segment.text ?? '') }]
  })
}

/**
 * Reads what the service heard.
 *
 * @param plain - Text or subtitles were asked for. A provider that gives JSON all the same is understood too.
 */
export async function readTranscript(answer: Answer, plain: boolean): Promise<Transcript> {
  const { task, response, scrub } = answer
  const body = await readText(answer)
  const type = response.headers.get('content-type') ?? ''
  const json: WireTranscript | undefined = plain && !/json/.test(type) ? undefined : parseObject(body, scrub)
  const requestId = answer.requestId()
  if (json?.error) throw answer.refuse(body, Number(asText(json.status)) || 502)
  if (plain && !json && !/html|^(audio|video|image)/.test(type)) return { text: body, raw: body, requestId }
  if (typeof json?.text !== 'string') throw apiError(task, body ? 'unexpected_content' : 'empty', saidIn(body, scrub))
  const { text, language } = json
  const more = given({
    language: typeof language === 'string' ? language : undefined,
    duration: numberOf(json.duration),
    segments: segmentsOf(json.segments),
  })
  return { text, ...more, raw: json, requestId }
}
