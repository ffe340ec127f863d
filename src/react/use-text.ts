import type { ChatResult } from '../text/chat-types.ts'
import { streamText } from '../text/stream-text.ts'
import type { TextOptions } from '../text/text-options.ts'
import { createRun } from './create-run.ts'
import type { RunOptions, RunState } from './hook-types.ts'
import { useCall } from './use-call.ts'

/**
 * Options of `useText`: of the text, and what the hook adds.
 *
 * @example
 * ```tsx
 * import type { UseTextOptions } from 'blossom-ai/react'
 *
 * export const poet: UseTextOptions = { system: 'You are a poet', temperature: 1 }
 * ```
 */
export interface UseTextOptions extends TextOptions, RunOptions<ChatResult> {}

/**
 * What `useText` gives.
 *
 * @example
 * ```tsx
 * import type { UseText } from 'blossom-ai/react'
 *
 * export const Answer = ({ text, status }: UseText) => <p aria-busy={status === 'streaming'}>{text}</p>
 * ```
 */
export interface UseText extends RunState<string> {
  /** What has come so far. */
  text: string
  /** What a reasoning model has thought so far. */
  reasoning: string | undefined
  /** The whole answer, when it is there. */
  result: ChatResult | undefined
}

const BLANK = { text: '', reasoning: undefined, result: undefined }

/**
 * Answers a prompt, word by word.
 *
 * @param prompt - Any text; nothing is asked for an empty one.
 * @param options - As for `streamText`; `auto`, `onFinish`, `onError`.
 * @returns The text so far, its status, and what stops it and asks again.
 *
 * @example
 * ```tsx
 * import { useText } from 'blossom-ai/react'
 *
 * export function Story({ about }: { about: string }) {
 *   const { text, status, stop } = useText(`A story about ${about}`)
 *   return <p>{text} {status === 'streaming' && <button onClick={stop}>Stop</button>}</p>
 * }
 * ```
 */
export function useText(prompt: string | undefined, options: UseTextOptions = {}): UseText {
  return useCall(prompt, options, (read) =>
    createRun<string, UseTextOptions, UseText, ChatResult>(read, BLANK, async (input, options, emit) => {
      const stream = streamText(input, options)
      const make = () => {
        const { text, reasoning } = stream.partial
        return { text, reasoning }
      }
      for await (const _ of stream.events()) emit(make)
      const result = await stream.result()
      return [() => ({ ...make(), result }), result]
    }),
  )
}
