import { type CallOptions, checkCall, checkOptions, type Rules } from '../call/options.ts'
import type { ProviderOf } from '../call/provider.ts'
import { SEED } from '../call/seed.ts'

type Known<T extends string> = T | (string & {})

/**
 * Voices known here; any other goes to the service as it is. `listVoices` has them all.
 *
 * @example
 * ```ts
 * import type { Voice } from 'blossom-ai'
 *
 * const voice: Voice = 'nova'
 * ```
 */
export type Voice = Known<
  'alloy' | 'echo' | 'fable' | 'onyx' | 'nova' | 'shimmer' | 'ash' | 'ballad' | 'coral' | 'sage' | 'verse'
>
export const VOICES: readonly string[] = [
  'alloy',
  'echo',
  'fable',
  'onyx',
  'nova',
  'shimmer',
  'ash',
  'ballad',
  'coral',
  'sage',
  'verse',
]
export const FORMATS: readonly string[] = ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm']
export const SPEECH_MODELS: readonly string[] = ['openai-audio', 'elevenlabs', 'tts', 'elevenmusic']

/**
 * Options of `speak` and `streamSpeech`. What a service does not know is left out, and an `ignored` event tells it.
 *
 * @example
 * ```ts
 * import { type SpeakOptions, speak } from 'blossom-ai'
 *
 * const options: SpeakOptions = { voice: 'nova', format: 'wav', apiKey: 'sk_example' }
 * const { blob } = await speak('Hello', options)
 * ```
 */
export interface SpeakOptions extends CallOptions<ProviderOf<'speech'>> {
  /** Default: the service's, `alloy`. */
  voice?: Voice | undefined
  /** Default: the service's; on the classic host `openai-audio`. */
  model?: string | undefined
  /** A wish: some models give one format only, `mediaType` says which. Default: the service's, `mp3`. gen only. */
  format?: Known<'mp3' | 'opus' | 'aac' | 'flac' | 'wav' | 'pcm'> | undefined
  /** How to speak, where the model can. gen only. */
  instructions?: string | undefined
  /** 0 … 2147483647, or `'random'`: drawn once for a call. Default: none is sent. */
  seed?: number | 'random' | undefined
  /** Seconds of music, 0.5 … 300. gen only. */
  duration?: number | undefined
}

const SPEECH: Rules = {
  voice: 'string',
  model: 'string',
  format: 'string',
  instructions: 'string',
  seed: SEED,
  duration: [0.5, 300],
}

/** Checks the options of a speech call. */
export function checkSpeech(operation: string, options: SpeakOptions): void {
  checkCall(operation, options)
  checkOptions(operation, options, SPEECH)
}
