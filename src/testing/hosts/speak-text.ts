import { type Answer, answerBytes } from '../answer.ts'
import { answerGenError, answerInvalid, answerMalformed } from '../answer-error.ts'
import { type Ask, cache, jsonOf, promptOf, type State } from '../ask.ts'
import { MODELS } from '../catalogue.ts'
import { type Json, toList, toText } from '../json.ts'
import { makePcm, makeWav } from '../make/make-wav.ts'
import { mediaHeaders } from './cache-headers.ts'

const FORMATS: readonly string[] = ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm']

/** A voice by its name, or by a provider's id for one. */
function isVoice(voice: string): boolean {
  return /^[\w-]{16,}$/.test(voice) || MODELS.some(({ more }) => toList(more?.voices).includes(voice))
}

/** `GET /audio/{text}` and `POST /v1/audio/speech`. The sound is WAV whatever was asked for, except raw `pcm`. */
export function speakText(ask: Ask, state: State, rest: string): Answer {
  const isPost = ask.method === 'POST'
  const body: Json | undefined = isPost
    ? jsonOf(ask)
    : { ...Object.fromEntries(ask.url.searchParams), input: promptOf(rest) }
  if (!body) return answerMalformed()
  const input = toText(body.input)
  if (input === '' || input.length > 10_000)
    return answerInvalid({ input: ['Expected a text of 1 to 10000 characters'] })
  const voice = toText(body.voice) || 'alloy'
  const model = toText(body.model) || 'tts'
  const seconds = body.duration === undefined ? undefined : Number(body.duration)
  if (seconds !== undefined && !(seconds >= 0.5 && seconds <= 300))
    return answerInvalid({ duration: ['Expected a number from 0.5 to 300'] })
  const format = toText(body.response_format) || 'mp3'
  if (!FORMATS.includes(format))
    return answerInvalid({ response_format: [`Invalid option: expected one of ${FORMATS.join(', ')}`] })
  if (!isVoice(voice)) return answerGenError(400, `Unknown voice: ${voice}`)
  const isRaw = format === 'pcm'
  const salt = [voice, model, `${body.seed ?? ''}`, `${state.seed}`].join(' ')
  const sound = (isRaw ? makePcm : makeWav)(input, salt, seconds)
  return answerBytes(sound, isRaw ? 'audio/pcm' : 'audio/wav', {
    ...mediaHeaders(model, cache(ask, state)),
    'x-tts-voice': voice,
    'x-usage-completion-audio-tokens': `${input.length}`,
  })
}
