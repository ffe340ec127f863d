import { whenAborted } from '../call/clocks.ts'
import type { CallOptions } from '../call/options.ts'
import type { Task } from '../call/plan.ts'
import { send } from '../call/send.ts'
import type { Answer } from '../call/try.ts'
import type { ToolCalls } from './assemble-calls.ts'
import { type ChatEvents, chatEvents, streamError } from './chat-events.ts'
import { chatResult, noExtras } from './chat-result.ts'
import type { ChatResult, StreamEvent } from './chat-types.ts'
import { readAnswer } from './read-answer.ts'
import { type SseReader, sseReader } from './sse.ts'
import type { ChatOptions } from './text-options.ts'
import type { Source } from './text-stream.ts'

/** How long the end of a body is waited for behind `[DONE]`: with it the connection can serve again. Milliseconds. */
const GRACE = 5

/** A browser may give megabytes at one read: so many bytes are parsed before a page has a turn. */
const SLICE = 65_536

/**
 * A streamed completion. The plan is made at the first read, so that bad input rejects there.
 *
 * @param assemble - Assembles tool calls; without it they are ignored.
 */
export function chatSource(
  plan: () => Task | Promise<Task>,
  options: CallOptions & Pick<ChatOptions, 'audio'>,
  assemble?: (answer: Answer) => ToolCalls,
): Source<StreamEvent, ChatResult> {
  const { signal } = options
  // The caller's signal and the reader's leaving as one, for what happens before there is an answer.
  const link = new AbortController()
  let letGo: (() => void) | undefined
  let extras = noExtras()
  let answer: Answer | undefined
  let events: ChatEvents
  let sse: SseReader | undefined
  /** Bytes that were read and not parsed. */
  let rest: Uint8Array | undefined
  let failed: { cause: unknown } | undefined
  let over = false
  let told = false
  /** How many bytes came since the last turn that was left. */
  let fed = 0

  /** The call has ended, in the reader's eyes too: until then an abort counts. */
  function settle(): void {
    letGo?.()
    if (!told) answer?.done()
    told = true
  }
  async function begin(opened: Answer): Promise<Answer> {
    extras = noExtras(opened.task.model, options.audio?.format)
    events = chatEvents(opened, extras, assemble?.(opened))
    sse = undefined
    const type = opened.response.headers.get('content-type')
    const named = !type || /event-stream/i.test(type)
    const bytes = named ? await opened.read() : undefined
    // Whatever its header says: what begins like JSON or a page is no stream of events.
    if (!named || bytes?.[0] === 0x7b || bytes?.[0] === 0x3c) events.whole(await readAnswer(opened, true, bytes))
    else {
      rest = bytes
      opened.untimed()
      sse = sseReader(events.take, opened.scrub, (data) => {
        throw streamError('malformed', `An event of the answer is broken: ${data.slice(0, 80)}`)
      })
    }
    return opened
  }
  async function open(): Promise<Answer> {
    const task = await plan()
    letGo = whenAborted(signal, () => link.abort(signal?.reason))
    return send(task, { ...options, signal: link.signal }, begin, true)
  }

  const scrub = (text: string): string => answer?.scrub(text) ?? text

  /** Waits a moment for the end of the body. */
  const leave = (opened: Answer): Promise<unknown> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, GRACE)
      const end = () => resolve(clearTimeout(timer))
      opened.read().then(end, end)
    })

  return {
    signal,
    async read() {
      answer ??= await open()
      if (!sse && !over) {
        over = true
        answer.close()
        return events.flush(true)
      }
      while (!over) {
        let clean: boolean | undefined
        try {
          // What is there already comes without a turn of the event loop: all of a quick answer would be one long task.
          // Where no frame waits a turn is only slower; in a hidden tab it may take a minute.
          if (fed > SLICE && globalThis.document?.hidden === false) {
            fed = 0
            await new Promise((resolve) => setTimeout(resolve))
          }
          const bytes = rest ?? (await answer.read())
          fed += bytes?.length ?? 0
          rest = bytes && bytes.length > SLICE ? bytes.subarray(SLICE) : undefined
          if (bytes) sse?.feed(rest ? bytes.subarray(0, SLICE) : bytes)
          else clean = sse?.end()
          if (events.done) {
            clean = true
            await leave(answer)
          }
          if (clean !== undefined) {
            answer.close()
            events.end(clean)
            over = true
          }
        } catch (cause) {
          failed = { cause }
          over = true
        }
        const ready = events.flush(over)
        if (ready.length) return ready
      }
      if (failed) throw failed.cause
      settle()
    },
    stop() {
      if (!answer) link.abort()
      over = true
      settle()
    },
    fail(cause, text) {
      letGo?.()
      if (!answer) {
        // The request may still be under way: what was aborted must not wait for its own listener.
        link.abort(cause)
        return cause
      }
      over = true
      told = true
      const failure = answer.fail(cause, text)
      // Abort in the reader's hands, when the body had come to its end already.
      const error = signal?.aborted ? signal.reason : failure
      answer.tell({ type: 'error', error })
      return error
    },
    scrub,
    result({ text, reasoning, ...rest }) {
      const partial = { ...rest, text: scrub(text), ...(reasoning && { reasoning: scrub(reasoning) }) }
      extras.transcript = scrub(extras.transcript)
      return chatResult(partial, extras, answer?.requestId() ?? options.requestId ?? '')
    },
  }
}
