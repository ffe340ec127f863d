import { send } from '../call/send.ts'
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
  // The caller's signal and the reader's leaving as one, for what happens before there is an answer.
  const link = new AbortController()
  let unlink = () => {}
  let answer: Answer | undefined
  let first: Uint8Array | undefined
  let left = false
  let over = false

  async function begin(opened: Answer): Promise<Answer> {
    first = await opened.read()
    opened.untimed()
    mediaTypeOf(opened, first ?? new Uint8Array(), 'audio')
    return opened
  }
  async function open(): Promise<Answer> {
    const { task } = planSpeech('streamSpeech', text, options, true)
    const { signal } = options
    if (signal?.aborted) throw signal.reason
    const onAbort = () => link.abort(signal?.reason)
    signal?.addEventListener('abort', onAbort)
    unlink = () => signal?.removeEventListener('abort', onAbort)
    return send(task, { ...options, signal: link.signal }, begin, true)
  }
  /** The next bytes; undefined at the end. */
  async function next(): Promise<Uint8Array | undefined> {
    answer ??= await open()
    const bytes = first ?? (await answer.read())
    first = undefined
    link.signal.throwIfAborted()
    if (!bytes) close()
    return bytes
  }
  function close(): void {
    unlink()
    if (!over) answer?.done()
    over = !!answer
  }
  /** The error that a failure means; the connection is closed. */
  function fail(cause: unknown): unknown {
    unlink()
    if (!answer) return cause
    over = true
    const error = answer.fail(cause, '')
    answer.tell({ type: 'error', error })
    return error
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const bytes = await next()
          if (left) close()
          else if (bytes) controller.enqueue(bytes)
          else controller.close()
        } catch (cause) {
          if (!left) throw fail(cause)
        }
      },
      cancel() {
        left = true
        close()
        if (!answer) link.abort()
      },
    },
    { highWaterMark: 0 },
  )
}
