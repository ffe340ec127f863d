import { send } from '../call/send.ts'
import type { Media } from '../media/media.ts'
import { readMedia } from '../media/read-media.ts'
import { planSpeech } from './plan-speech.ts'
import type { SpeakOptions } from './speech-options.ts'

/**
 * Reads a text aloud, or makes music or a sound of it, as the model does.
 *
 * @param text - What to say; up to 10,000 characters.
 * @param options - Voice, model and the like, and the options of the call (times in milliseconds). By gen, key or not; with
 *   `provider: pollinationsClassic()` by the classic host's chat model, which may answer the text instead of reading it, and
 *   which that host mostly keeps for accounts.
 * @returns The sound as a Blob with its true media type; `url` is keyless and gives the same sound.
 * @throws ValidationError for bad input; AuthenticationError `missing_key` without a key at gen's own host; PaymentError,
 *   RateLimitError or APIError by the service's answer (`bad_request` for an unknown voice or format, `unexpected_content`
 *   when it is no sound, `empty` when there are no bytes); NetworkError, TimeoutError; StreamError `stalled`;
 *   `signal.reason` after an abort.
 *
 * @example
 * ```ts
 * import { speak } from 'blossom-ai'
 *
 * const { blob, mediaType } = await speak('Hello, bees!', { voice: 'nova', apiKey: 'sk_example' })
 * ```
 */
export async function speak(text: string, options: SpeakOptions = {}): Promise<Media> {
  const { task, asked } = planSpeech('speak', text, options)
  return send(task, options, (answer) => readMedia(answer, 'audio', asked))
}
