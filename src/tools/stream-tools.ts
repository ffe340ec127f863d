import { whenAborted } from '../call/clocks.ts'
import { chatTask } from '../text/ask-chat.ts'
import { toolCalls as assemble } from '../text/assemble-calls.ts'
import { chatResult, noExtras } from '../text/chat-result.ts'
import { chatSource } from '../text/chat-source.ts'
import type { ChatResult, Message, Partial_, StreamEvent, TextStream } from '../text/chat-types.ts'
import { account, type Piece } from '../text/pieces.ts'
import { type Source, textStream } from '../text/text-stream.ts'
import { type ToolRun, toolRun } from './tool-run.ts'
import type { ToolEvent, ToolOptions, ToolResult } from './tool-types.ts'

/**
 * As `runTools`, piece by piece: the text of all steps, with `step`, `tool-call` and `tool-result` among the events. Each
 * `tool-result` is emitted as soon as its tool has settled.
 *
 * @param messages - As for `chat`; they are not changed.
 * @param options - As for `runTools`.
 * @returns A stream that starts at its first read; its result is that of `runTools`. Leaving it, or an abort, also aborts
 *   the `signal` of the tools that are running. After leaving it, `messages` of the result has the results that had settled,
 *   and the other calls are answered as stopped, so that the chat can be continued.
 * @throws At the first read, as `runTools`; later StreamError with the text so far in `partial`.
 *
 * @example
 * ```ts
 * import { streamTools } from 'blossom-ai'
 *
 * const time = { parameters: { type: 'object', properties: {} }, execute: () => new Date().toISOString() }
 * const stream = streamTools([{ role: 'user', content: 'What time is it?' }], { tools: { time }, apiKey: 'sk_example' })
 * for await (const piece of stream) console.log(piece)
 * ```
 */
export function streamTools<A>(
  messages: readonly Message[],
  options: ToolOptions<A>,
): TextStream<ToolEvent, ToolResult> {
  const operation = 'streamTools'
  // The caller's signal and the reader's leaving as one.
  const link = new AbortController()
  let signal: AbortSignal | undefined
  let release: (() => void) | undefined
  let run: ToolRun | undefined
  let invalid: { cause: unknown } | undefined
  let source: Source<StreamEvent, ChatResult> | undefined
  // What came of the step that is being read, and how much of the whole came in the steps before it.
  let come: Piece[] = []
  const before = { text: 0, reasoning: 0, toolCalls: 0 }
  let begin: Piece<ToolEvent>[] = []
  let last: ChatResult = chatResult(account([]), noExtras(), '')
  // The tools of a step while they run, and their results that have not been read.
  let running: Promise<boolean> | undefined
  let settled: Piece<ToolEvent>[] = []
  let wake = () => {}
  let scrub = (text: string): string => text
  let over = false

  try {
    // The options as they are at the call. What is wrong with them, or thrown by a getter, rejects the first read.
    run = toolRun(operation, messages, options, link.signal)
    signal = options.signal
  } catch (cause) {
    invalid = { cause }
  }
  async function read(): Promise<Piece<ToolEvent>[] | undefined> {
    if (over) return
    if (!run) throw invalid?.cause
    release ??= whenAborted(signal, () => link.abort(signal?.reason))
    if (running) return results(running)
    const { messages: chat, steps } = run
    if (!source) {
      const rest = run.options()
      source = chatSource(() => chatTask(operation, chat, rest, true), rest, assemble)
      scrub = source.scrub
      // Told with the first pieces: before them the service may still refuse.
      begin = [{ type: 'step', step: steps.length + 1 }]
    }
    const pieces = await source.read()
    if (pieces) {
      come.push(...pieces)
      return pieces.length ? [...begin.splice(0), ...pieces] : []
    }
    last = source.result(account(come))
    const { text, reasoning = '', toolCalls } = last
    source = undefined
    come = []
    before.text += text.length
    before.reasoning += reasoning.length
    before.toolCalls += toolCalls.length
    settled = begin.splice(0)
    running = run.step(last, (outcome) => {
      settled.push({ type: 'tool-result', ...outcome })
      wake()
    })
    return results(running)
  }
  /** The results that are there, as soon as there is one. */
  async function results(step: Promise<boolean>): Promise<Piece<ToolEvent>[] | undefined> {
    const next = new Promise<void>((resolve) => (wake = resolve))
    if (!settled.length) await Promise.race([step, next])
    if (settled.length) return settled.splice(0)
    running = undefined
    return (await step) ? [] : leave()
  }
  function leave(): undefined {
    over = true
    release?.()
  }
  /** What has been handed out of the step that is being read. */
  function current({ text, reasoning = '', toolCalls }: Partial_): Partial_ {
    const thought = reasoning.slice(before.reasoning)
    return {
      text: text.slice(before.text),
      ...(thought && { reasoning: thought }),
      toolCalls: toolCalls.slice(before.toolCalls),
    }
  }

  return textStream<ToolEvent, ToolResult>(operation, {
    signal,
    read,
    stop() {
      leave()
      source?.stop()
      link.abort(new DOMException('The stream was left.', 'AbortError'))
    },
    fail(cause, text) {
      leave()
      const error = source ? source.fail(cause, text) : cause
      return signal?.aborted ? signal.reason : error
    },
    scrub: (text) => scrub(text),
    result(partial) {
      const stopped = partial.finishReason === 'stopped'
      const result = stopped && source ? source.result(current(partial)) : last
      const finishReason = stopped ? 'stopped' : result.finishReason
      return { ...result, finishReason, steps: run?.steps ?? [], messages: run?.messages ?? [...(messages ?? [])] }
    },
  })
}
