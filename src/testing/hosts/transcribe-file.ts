import { type Answer, answerJson, answerText } from '../answer.ts'
import { answerGenError, answerInvalid } from '../answer-error.ts'
import { type Ask, cache, formOf, type State } from '../ask.ts'
import { toBinary } from '../bytes.ts'
import { makeSentence } from '../make/make-sentence.ts'
import { type Field, findFile, readFields } from '../multipart.ts'
import { createRandom, hashOf } from '../random.ts'
import { mediaHeaders } from './cache-headers.ts'

const FORMATS: readonly string[] = ['mp3', 'mp4', 'mpeg', 'mpga', 'm4a', 'wav', 'webm']
const SECONDS = 2.5

interface Segment {
  start: number
  end: number
  text: string
}

/** `POST /v1/audio/transcriptions`. */
export function transcribeFile(ask: Ask, state: State): Answer {
  const form = formOf(ask)
  const file = findFile(form, 'file')
  if (!form || !file) return answerInvalid({ file: ['Required'] })
  if (!isAccepted(file)) {
    return answerGenError(400, `Unsupported audio format. Supported formats: ${FORMATS.join(', ')}`, {
      code: 'BAD_REQUEST',
    })
  }
  const { bytes, mediaType } = file
  const { language = 'en', model = 'whisper-large-v3', response_format = 'json' } = readFields(form)
  const random = createRandom(hashOf(state.seed, model, language, toBinary(bytes)))
  const texts = [
    makeSentence(random),
    makeSentence(random),
    `I heard ${bytes.length} bytes of ${mediaType} — thank you.`,
  ]
  const segments = texts.map((text, at) => ({ start: at * SECONDS, end: (at + 1) * SECONDS, text }))
  const headers = mediaHeaders(model, cache(ask, state))
  return write(response_format, segments, language, headers)
}

function isAccepted({ filename = '', mediaType }: Field): boolean {
  const names = [filename.slice(filename.lastIndexOf('.') + 1), mediaType.replace(/^\w+\/(x-)?/, '').replace(/;.*/, '')]
  return names.some((name) => FORMATS.includes(name.toLowerCase()))
}

function write(
  format: string,
  segments: readonly Segment[],
  language: string,
  headers: Record<string, string>,
): Answer {
  const text = segments.map((segment) => segment.text).join(' ')
  switch (format) {
    case 'json':
      return answerJson({ text }, 200, headers)
    case 'verbose_json': {
      const listed = segments.map((segment, id) => ({ id, ...segment }))
      return answerJson(
        { task: 'transcribe', language, duration: segments.length * SECONDS, text, segments: listed },
        200,
        headers,
      )
    }
    case 'text':
      return answerText(text, 200, headers)
    case 'srt':
      return answerText(
        segments.map((segment, at) => `${at + 1}\n${writeTimes(segment, ',')}\n${segment.text}\n\n`).join(''),
        200,
        headers,
      )
    case 'vtt':
      return answerText(
        `WEBVTT\n\n${segments.map((segment) => `${writeTimes(segment, '.')}\n${segment.text}\n\n`).join('')}`,
        200,
        headers,
      )
    default:
      return answerInvalid({ response_format: ['Expected json, text, srt, verbose_json or vtt'] })
  }
}

function writeTimes({ start, end }: Segment, point: string): string {
  return `${writeTime(start, point)} --> ${writeTime(end, point)}`
}

function writeTime(seconds: number, point: string): string {
  const [whole = 0, rest = 0] = [Math.floor(seconds), Math.round((seconds % 1) * 1000)]
  const parts = [whole / 3600, (whole / 60) % 60, whole % 60].map((part) => `${Math.floor(part)}`.padStart(2, '0'))
  return `${parts.join(':')}${point}${`${rest}`.padStart(3, '0')}`
}
