import { chatResult, noExtras } from '../text/chat-result.ts'
import { chatSource } from '../text/chat-source.ts'
import type { ChatResult, Message, StreamEvent, TextStream } from '../text/chat-types.ts'
import { encodeMessages } from '../text/messages.ts'
import { account, type Piece } from '../text/pieces.ts'
import { planChat } from '../text/plan-chat.ts'
import { checkText } from '../text/text-options.ts'
import { type Source, textStream } from '../text/text-stream.ts'
import { type ToolRun, toolRun } from './tool-run.ts'
import type { ToolEvent, ToolOptions, ToolResult } from './tool-types.ts'

/**
 * As `runTools`, piece by piece: the text of all steps, with `step`, `tool-call` and `tool-result` among the events.
 *
 * @param messages - As for `chat`; they are not changed.
 * @param options - As for `runTools`.
 * @returns A stream that starts at its first read; its result is that of `runTools`.
 * @throws At the first read, as `runTools`; later StreamError with the text so far in `partial`.
 *
 * @example
 * ```ts
 * const time = { parameters: { type: 'object', properties: {} }, execute: () => new Date().toISOString() }
 * const stream = streamTools([{ role: 'user', content: 'What time is it?' }], { tools: { time }, apiKey: 'sk_…' })
 * for await (const piece of stream) console.log(piece)
 * ```
 */
export function streamTools<A>(
  messages: readonly Message[],
  options: ToolOptions<A>,
): TextStream<ToolEvent, ToolResult> {
  const operation = 'streamTools'
  let run: ToolRun | undefined
  let source: Source<StreamEvent, ChatResult> | undefined
  let come: Piece[] = []
  let last: ChatResult | undefined
  let over = false

  async function read(): Promise<Piece<ToolEvent>[] | undefined> {
    if (over) return undefined
    if (!source) {
      const { options: rest, messages: chat, steps } = (run ??= toolRun(operation, messages, options))
      checkText(operation, rest)
      source = chatSource(async () => planChat(operation, await encodeMessages(chat), rest, true), rest)
      return [{ type: 'step', step: steps.length + 1 }]
    }
    const pieces = await source.read()
    if (pieces) {
      come.push(...pieces)
      return pieces
    }
    last = source.result(account(come))
    come = []
    over = !(await run?.step(last))
    source = undefined
    const results = run?.steps.at(-1)?.toolResults ?? []
    return results.length ? results.map((result) => ({ type: 'tool-result' as const, ...result })) : read()
  }

  return textStream<ToolEvent, ToolResult>(operation, {
    signal: options?.signal,
    read,
    stop: () => source?.stop(),
    fail: (cause, text) => (source ? source.fail(cause, text) : cause),
    result(partial) {
      const result = source?.result(account(come)) ?? last ?? chatResult(partial, noExtras(), '')
      const { finishReason = result.finishReason } = partial
      return { ...result, finishReason, steps: run?.steps ?? [], messages: run?.messages ?? [...messages] }
    },
  })
}
