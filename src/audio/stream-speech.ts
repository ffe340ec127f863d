import { whenAborted } from '../call/clocks.ts'
import { streamCall } from '../call/stream-call.ts'
import type { Answer } from '../call/try.ts'
import { mediaTypeOf } from '../media/read-media.ts'
import { planSpeech } from './plan-speech.ts'
import type { SpeakOptions } from './speech-options.ts'

/**
 * Reads a text aloud, and gives the bytes as they come. Nothing is asked for before the first read.
 *
 * @param text - What to say; up to 10,000 characters.
 * @param options - As for `speak`. `timeout` bounds the wait for the first byte, `stallTimeout` each later one.
 * @returns The sound. Cancelling closes the connection. A `format` that can be played from its beginning is best: `mp3`,
 *   `opus` or `pcm`.
 * @throws Nothing at once. The first read rejects for bad input and with what `speak` throws; a later one with StreamError
 *   `stalled` or `incomplete`; any with `signal.reason` after an abort.
 *
 * @example
 * ```ts
 * import { streamSpeech } from 'blossom-ai'
 *
 * const response = new Response(streamSpeech('Hello, bees!', { format: 'mp3', apiKey: 'sk_example' }))
 * ```
 */
export function streamSpeech(text: string, options: SpeakOptions = {}): ReadableStream<Uint8Array> {
  const plan = (own: SpeakOptions) => planSpeech('streamSpeech', text, own, true).task
  const { signal, open, stop, fail } = streamCall(plan, options)
  let answer: Answer | undefined
  let first: Uint8Array | undefined
  let left = false
  let unlink: (() => void) | undefined

  async function begin(opened: Answer): Promise<Answer> {
    first = await opened.read()
    opened.untimed()
    mediaTypeOf(opened, first ?? new Uint8Array(), 'audio')
    return opened
  }
  /** The next bytes; undefined at the end. */
  async function next(): Promise<Uint8Array | undefined> {
    unlink ??= whenAborted(signal, () => broken(signal?.reason))
    answer ??= await open(begin)
    const bytes = first ?? (await answer.read())
    first = undefined
    signal?.throwIfAborted()
    return bytes
  }

  /** The error that a failure means; the connection is closed. */
  function broken(cause: unknown): unknown {
    unlink?.()
    return fail(cause, '')
  }
  function end(): void {
    unlink?.()
    stop()
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const bytes = await next()
          if (left) return
          if (bytes) return controller.enqueue(bytes)
          end()
          controller.close()
        } catch (cause) {
          if (!left) throw broken(cause)
        }
      },
      cancel() {
        left = true
        end()
      },
    },
    { highWaterMark: 0 },
  )
}
