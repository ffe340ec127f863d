import { type CallOptions, checkCall, checkOptions, type Rules } from '../call/options.ts'
import type { ProviderOf } from '../call/provider.ts'
import { send } from '../call/send.ts'
import { checkFile, endingName, nameOf, typeFile } from '../media/file.ts'
import { multipart } from '../media/multipart.ts'
import { genTask } from '../providers/gen-task.ts'
import { resolveGen } from '../providers/resolve.ts'
import { readTranscript, type Transcript } from './read-transcript.ts'

/**
 * Options of `transcribe`.
 *
 * @example
 * ```ts
 * import { type TranscribeOptions, transcribe } from 'blossom-ai'
 *
 * const options: TranscribeOptions = { format: 'srt', apiKey: 'sk_example' }
 * const subtitles = (recording: Blob) => transcribe(recording, options)
 * ```
 */
export interface TranscribeOptions extends CallOptions<ProviderOf<'transcription'>> {
  /** Default: the service's, `whisper-large-v3`. */
  model?: string | undefined
  /** The language that is spoken, as `en` or `de`. Default: the model finds out. */
  language?: string | undefined
  /** Words or names that are likely to come. */
  prompt?: string | undefined
  /** 0 … 1. */
  temperature?: number | undefined
  /** `verbose_json` for language, duration and segments; `srt` and `vtt` for subtitles in `text`. Default: `json`. */
  format?: 'json' | 'verbose_json' | 'text' | 'srt' | 'vtt' | undefined
}

export const TRANSCRIPTION_MODELS: readonly string[] = ['whisper-large-v3', 'whisper']

const RULES: Rules = {
  model: 'string',
  language: 'string',
  prompt: 'string',
  temperature: [0, 1],
  format: {
    need: 'json, verbose_json, text, srt or vtt',
    test: (value) => ['json', 'verbose_json', 'text', 'srt', 'vtt'].includes(value),
  },
}

/**
 * Writes down what is said in a recording. By gen only, key or not.
 *
 * @param audio - The recording: mp3, mp4, mpeg, mpga, m4a, wav or webm. A Blob without a type gets one by its bytes, and a
 *   file without a name one by its type.
 * @param options - Model, language and form of the answer, and the options of the call (times in milliseconds).
 * @returns The text; with `format: 'verbose_json'` also the language, the duration and the segments (in seconds).
 * @throws ValidationError for an empty file and other bad input; AuthenticationError `missing_key` without a key at gen's own
 *   host; PaymentError, RateLimitError or APIError by the service's answer (`bad_request` names the formats that it takes);
 *   NetworkError, TimeoutError; StreamError `stalled`; `signal.reason` after an abort.
 *
 * @example
 * ```ts
 * import { speak, transcribe } from 'blossom-ai'
 *
 * const { blob } = await speak('Hello, bees!', { apiKey: 'sk_example' })
 * const { text } = await transcribe(blob, { language: 'en', apiKey: 'sk_example' })
 * ```
 */
export async function transcribe(audio: Blob, options: TranscribeOptions = {}): Promise<Transcript> {
  const operation = 'transcribe'
  checkCall(operation, options)
  checkOptions(operation, options, RULES)
  checkFile(operation, 'The audio', audio)
  const provider = resolveGen(operation, options)
  const { model, language, prompt, temperature, format } = options
  const file = await typeFile(audio)
  const form = await multipart([
    ['file', file, endingName(nameOf(audio) ?? 'audio', file.type)],
    ['model', model],
    ['language', language],
    ['prompt', prompt],
    ['response_format', format],
    ['temperature', temperature],
  ])
  const task = genTask(operation, provider, '/v1/audio/transcriptions', options, {
    ...(model && { model }),
    models: TRANSCRIPTION_MODELS,
    ...form,
  })
  return send(task, options, (answer) => readTranscript(answer, /text|srt|vtt/.test(format ?? '')))
}
