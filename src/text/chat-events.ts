import { apiError, saidIn } from '../call/classify.ts'
import type { ErrorCode } from '../call/error-code.ts'
import { StreamError } from '../call/errors.ts'
import type { Usage } from '../call/events.ts'
import { parseJson } from '../call/json.ts'
import type { Answer } from '../call/try.ts'
import type { ToolCalls } from './assemble-calls.ts'
import { addExtras, type Extras } from './chat-result.ts'
import type { FinishReason } from './chat-types.ts'
import type { Piece } from './pieces.ts'
import { checkRefusal, mayBeRefusal } from './refusal.ts'
import { isNormalEnd } from './tool-calls.ts'
import { reasoningOf, stringOf, textOf, usageOf, type WireChat } from './wire.ts'

/** Reads the chunks of a completion into pieces. */
export interface ChatEvents {
  /** Whether `[DONE]` has come: what follows is ignored. */
  done: boolean
  /** Takes a completion that came whole and is known to be good. */
  whole(chat: WireChat): void
  /** Takes the data of an event. False: it is not complete. */
  take(data: string, event: string): boolean
  /**
   * The pieces read since the last time; none while they may turn out to be a refusal. At the end `all` are asked for: then
   * a refusal is thrown.
   */
  flush(all?: boolean): Piece[]
  /**
   * Takes the end of the stream: checks that the answer is complete. The last pieces are flushed next.
   *
   * @param clean - Whether the body ended behind a whole line.
   */
  end(clean: boolean): void
}

/** A broken stream; the text so far is put in by whoever has it. */
export function streamError(code: ErrorCode, message: string, retryable = true): StreamError {
  const suggestion = retryable ? 'Try again, or go on from error.partial.' : 'Ask for a shorter answer.'
  return new StreamError(message, { code, suggestion, retryable })
}

/**
 * A reader of chunks. What is no text, thought, tool call or count goes into `extras`.
 *
 * @param calls - Assembles tool calls; without it they are ignored.
 */
export function chatEvents(answer: Answer, extras: Extras, calls?: ToolCalls): ChatEvents {
  const { scrub, task } = answer
  let pieces: Piece[] = []
  let finishReason: FinishReason = ''
  let usage: Usage | undefined
  // The first text may yet turn out to be a refusal: it is held back until that is ruled out.
  let doubtful = true
  let opening = ''

  const provider = (said: string): StreamError =>
    streamError('provider', `The model failed in its answer${said ? `: ${said}` : '.'}`)

  /** Hands out the calls: only the end of an answer shows whether they may be run. */
  function endCalls(normal: boolean): void {
    const ended = calls?.end(normal)
    if (!ended) return
    calls = undefined
    extras.back = ended.back
    for (const toolCall of ended.toolCalls) pieces.push({ type: 'tool-call', toolCall })
  }
  function chunk(chat: WireChat): void {
    if (chat.usage) answer.usage = usage = usageOf(chat.usage)
    const choice = chat.choices?.[0]
    const delta = choice?.delta ?? choice?.message
    const text = textOf(delta?.content)
    addExtras(extras, chat, delta)
    if (delta) {
      const reasoning = reasoningOf(delta)
      if (reasoning) pieces.push({ type: 'reasoning', text: reasoning })
      if (text) pieces.push(text)
      calls?.add(delta, delta === choice?.message)
    }
    // Only what may rule it out is looked at: thoughts may come in a hundred thousand chunks meanwhile.
    if (doubtful && (text || chat.usage)) {
      opening += text
      doubtful = !opening || mayBeRefusal(answer, opening, usage)
    }
    const reason = stringOf(choice?.finish_reason)
    if (reason === 'error') throw provider(reason)
    finishReason = reason || finishReason
  }
  function finish(): void {
    endCalls(isNormalEnd(finishReason))
    if (usage) pieces.push({ type: 'usage', usage })
    if (finishReason) pieces.push({ type: 'finish', finishReason })
  }

  const events: ChatEvents = {
    done: false,
    whole(chat) {
      chunk(chat)
      finish()
    },
    take(line, event) {
      if (events.done) return true
      const data = line.trim()
      const start = data[0]
      const failed = event === 'error'
      if (start === '{' || (start === '[' && !failed)) {
        if (data === '[DONE]') return (events.done = true)
        let chat: WireChat
        try {
          chat = parseJson(data, scrub) as WireChat
        } catch {
          return false
        }
        if (!failed && !chat.error) {
          chunk(chat)
          return true
        }
      } else if (!failed) return true
      throw provider(saidIn(data, scrub))
    },
    flush(all) {
      // What was cut off or failed is reported all the same.
      if (all) endCalls(false)
      if (opening && doubtful && !all) return []
      const ready = pieces
      pieces = []
      // However the body ended: words about an empty balance are no beginning of an answer.
      if (doubtful) checkRefusal(answer, opening, usage)
      return ready
    },
    end(clean) {
      if (events.done && !extras.raw) throw apiError(task, 'empty')
      // gen puts [DONE] behind any clean end, a broken one too; the classic host leaves out the reason at times.
      if (!(events.done || clean) || !(finishReason || (events.done && task.service === 'text'))) {
        throw streamError('incomplete', 'The answer ended before it was complete.')
      }
      finish()
    },
  }
  return events
}
