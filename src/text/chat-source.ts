import { sleep } from '../call/clocks.ts'
import type { CallOptions } from '../call/options.ts'
import type { Task } from '../call/plan.ts'
import { streamCall } from '../call/stream-call.ts'
import type { Answer } from '../call/try.ts'
import type { ToolCalls } from './assemble-calls.ts'
import { type ChatEvents, chatEvents } from './chat-events.ts'
import { chatResult, noExtras } from './chat-result.ts'
import type { ChatResult, StreamEvent } from './chat-types.ts'
import type { Piece } from './pieces.ts'
import { readAnswer } from './read-answer.ts'
import { sseReader } from './sse.ts'
import type { ChatOptions } from './text-options.ts'
import type { Source } from './text-stream.ts'

/** How long the end of a body is waited for behind `[DONE]`: with it the connection can serve again. Milliseconds. */
const GRACE = 5

/** A browser may give megabytes at one read: so many bytes are parsed before a page has a turn. */
const SLICE = 65_536

/**
 * A streamed completion.
 *
 * @param plan - Gets a copy of the options. Bad input rejects the first read.
 * @param assemble - Assembles tool calls; without it they are ignored.
 */
export function chatSource<O extends CallOptions & Pick<ChatOptions, 'audio'>>(
  plan: (options: O) => Task | Promise<Task>,
  given: O,
  assemble?: (answer: Answer) => ToolCalls,
): Source<StreamEvent, ChatResult> {
  const call = streamCall(plan, given)
  let extras = noExtras()
  let answer: Answer | undefined
  let pieces: AsyncGenerator<Piece[], undefined> | undefined

  async function begin(opened: Answer): Promise<AsyncGenerator<Piece[], undefined>> {
    answer = opened
    extras = noExtras(opened.task.model, call.options.audio?.format)
    const events = chatEvents(opened, extras, assemble?.(opened))
    const type = opened.response.headers.get('content-type')
    const named = !type || /event-stream/i.test(type)
    const first = named ? await opened.read() : undefined
    // Whatever its header says: what begins like JSON or a page is not a stream of events.
    const streamed = named && first?.[0] !== 0x7b && first?.[0] !== 0x3c
    if (streamed) opened.untimed()
    else events.whole(await readAnswer(opened, true, first))
    return chunks(opened, events, streamed, first)
  }

  /** Reads the rest of a response that has begun. */
  async function* chunks(
    opened: Answer,
    events: ChatEvents,
    streamed: boolean,
    first: Uint8Array | undefined,
  ): AsyncGenerator<Piece[], undefined> {
    if (!streamed) {
      opened.close()
      yield events.flush(true)
    } else {
      const sse = sseReader(events.take, opened.scrub)
      try {
        let clean: boolean | undefined
        for (let rest = first, fed = 0; clean === undefined; ) {
          // What is there already comes without a turn of the event loop: all of a quick answer would be one long task.
          // Where no frame waits a turn is only slower; in a hidden tab it may take a minute.
          if (fed > SLICE && globalThis.document?.hidden === false) {
            fed = 0
            await sleep(0)
          }
          const bytes = rest?.length ? rest : await opened.read()
          fed += bytes?.length ?? 0
          rest = bytes?.subarray(SLICE)
          if (bytes) sse.feed(bytes.subarray(0, SLICE))
          else clean = sse.end()
          if (events.done) {
            clean = true
            const grace = new AbortController()
            await Promise.race([opened.read(), sleep(GRACE, grace.signal)]).catch(() => {})
            // No timer is left behind.
            grace.abort()
          }
          if (clean !== undefined) {
            opened.close()
            events.end(clean)
          }
          const ready = events.flush(clean !== undefined)
          if (ready.length) yield ready
        }
      } catch (cause) {
        try {
          // The lines of the last event may be complete, or have a better reason.
          sse.endEvent()
        } finally {
          // What came before the failure is handed out first.
          const ready = events.flush(true)
          if (ready.length) yield ready
        }
        throw cause
      }
    }
    // Not before the last pieces are taken: until then an abort counts.
    call.stop()
  }
  const scrub = (text: string): string => answer?.scrub(text) ?? text

  return {
    ...call,
    async read() {
      pieces ??= await call.open(begin)
      return (await pieces.next()).value
    },
    scrub,
    result({ text, reasoning, ...rest }) {
      const partial = { ...rest, text: scrub(text), ...(reasoning && { reasoning: scrub(reasoning) }) }
      extras.transcript = scrub(extras.transcript)
      return chatResult(partial, extras, answer?.requestId() ?? call.options?.requestId ?? '')
    },
  }
}
