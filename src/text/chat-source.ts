import type { CallOptions } from '../call/options.ts'
import type { Task } from '../call/plan.ts'
import { send } from '../call/send.ts'
import type { Answer } from '../call/try.ts'
import { type ChatEvents, chatEvents, streamError } from './chat-events.ts'
import { chatResult, noExtras } from './chat-result.ts'
import type { ChatResult, StreamEvent } from './chat-types.ts'
import { readAnswer } from './read-answer.ts'
import { type SseReader, sseReader } from './sse.ts'
import type { ChatOptions } from './text-options.ts'
import type { Source } from './text-stream.ts'

/** How long the end of a body is waited for behind `[DONE]`: with it the connection can serve again. Milliseconds. */
const GRACE = 5

/** A streamed completion. The plan is made at the first read, so that bad input rejects there. */
export function chatSource(
  plan: () => Task | Promise<Task>,
  options: CallOptions & Pick<ChatOptions, 'audio'>,
): Source<StreamEvent, ChatResult> {
  const { signal } = options
  // The caller's signal and the reader's leaving as one, for what happens before there is an answer.
  const link = new AbortController()
  const onAbort = () => link.abort(signal?.reason)
  let extras = noExtras('')
  let answer: Answer | undefined
  let events: ChatEvents | undefined
  let sse: SseReader | undefined
  let first: Uint8Array | undefined
  let failure: { cause: unknown } | undefined
  let over = false

  function close(): void {
    signal?.removeEventListener('abort', onAbort)
    over = true
    answer?.done()
  }
  async function begin(opened: Answer): Promise<Answer> {
    extras = noExtras(opened.task.model, options.audio?.format)
    const reader = chatEvents(opened, extras)
    events = reader
    sse = undefined
    const type = opened.response.headers.get('content-type')
    if (type && !/event-stream/i.test(type)) {
      reader.whole(await readAnswer(opened, true))
      return opened
    }
    first = await opened.read()
    opened.untimed()
    sse = sseReader(reader.take, opened.scrub, (data) => {
      throw streamError('malformed', `An event of the answer is broken: ${data.slice(0, 80)}`)
    })
    return opened
  }
  async function open(): Promise<Answer> {
    if (signal?.aborted) throw signal.reason
    signal?.addEventListener('abort', onAbort)
    return send(await plan(), { ...options, signal: link.signal }, begin, true)
  }
  /** Waits a moment for the end of the body. */
  async function leave(opened: Answer): Promise<void> {
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, GRACE)
      opened
        .read()
        .then(resolve, resolve)
        .finally(() => clearTimeout(timer))
    })
  }

  return {
    signal,
    async read() {
      if (over) return undefined
      answer ??= await open()
      if (!events) return undefined
      if (!sse) {
        close()
        return events.flush(true)
      }
      while (!failure) {
        let whole: boolean | undefined
        try {
          const bytes = first ?? (await answer.read())
          first = undefined
          if (bytes) sse.feed(bytes)
          else whole = sse.end()
          if (events.done) await leave(answer)
          if (events.done || whole !== undefined) {
            events.end(whole ?? true)
            over = true
          }
        } catch (cause) {
          failure = { cause }
        }
        const ready = events.flush(over || !!failure)
        if (over && !failure) close()
        if (ready.length) return ready
        if (over && !failure) return undefined
      }
      throw failure.cause
    },
    stop() {
      if (answer) close()
      else link.abort(new DOMException('The stream was left.', 'AbortError'))
      signal?.removeEventListener('abort', onAbort)
    },
    fail(cause, text) {
      signal?.removeEventListener('abort', onAbort)
      if (!answer) return cause
      over = true
      const error = answer.fail(cause, text)
      answer.tell({ type: 'error', error })
      return error
    },
    result: (partial) => {
      const text = answer?.scrub(partial.text) ?? partial.text
      return chatResult({ ...partial, text }, extras, answer?.requestId() ?? options.requestId ?? '')
    },
  }
}
