import type { ChatResult, ContentPart, Message } from '../text/chat-types.ts'
import type { ChatOptions } from '../text/text-options.ts'
import type { ToolSet } from '../tools/tool-types.ts'
import { createChat } from './create-chat.ts'
import type { Callbacks, CallState } from './hook-types.ts'
import { useCall } from './use-call.ts'

/**
 * A message with what a list on the screen needs. `id`, `status` and `reasoning` are taken off before it is sent.
 *
 * @example
 * ```tsx
 * import type { ChatMessage } from 'blossom-ai/react'
 *
 * export const Line = ({ role, content }: ChatMessage) => <p className={role}>{`${content}`}</p>
 * ```
 */
export interface ChatMessage extends Message {
  /** Stays the same while the message grows: a `key` for the list. */
  id: string
  /** `streaming` while it grows; `error` when it broke off. */
  status: 'streaming' | 'done' | 'error'
  /** What a reasoning model thought. */
  reasoning?: string
}

/**
 * Options of `useChat`: of the chat, and what the hook adds.
 *
 * @example
 * ```tsx
 * import type { UseChatOptions } from 'blossom-ai/react'
 *
 * export const gardener: UseChatOptions = { system: 'You are a gardener', maxTokens: 200 }
 * ```
 */
export interface UseChatOptions<A = unknown> extends Omit<ChatOptions, 'tools'>, Callbacks<ChatResult> {
  /** What the chat begins with; read once. */
  initialMessages?: readonly (Message | ChatMessage)[] | undefined
  /** A system message that is sent before all others and is not one of `messages`. */
  system?: string | undefined
  /** Functions that the model may call; they are run, and their results handed back, as by `streamTools`. */
  tools?: ToolSet<A> | undefined
  /** How often the model is asked at the most for one answer, with tools. Default: 8. */
  maxSteps?: number | undefined
}

/**
 * What `useChat` gives.
 *
 * @example
 * ```tsx
 * import type { UseChat } from 'blossom-ai/react'
 *
 * export const Greet = ({ send }: UseChat) => <button onClick={() => send('Hello')}>Say hello</button>
 * ```
 */
export interface UseChat extends CallState {
  /** The chat so far. A message that has ended is the same object in every later list. */
  messages: readonly ChatMessage[]
  /**
   * Adds a message of the user and asks for the answer; nothing happens for an empty one. Pictures, and Blobs in parts, become data
   * URLs, ready for an `<img>` and for JSON. An answer that is still coming ends here.
   */
  send(content: string | readonly ContentPart[], pictures?: Iterable<Blob> | null): void
  /** Puts other messages in the place of all, given as they are or made of those that there are. Stops an answer that is coming. */
  setMessages(
    messages:
      | readonly (Message | ChatMessage)[]
      | ((messages: readonly ChatMessage[]) => readonly (Message | ChatMessage)[]),
  ): void
  /** Asks for another answer to the last message of the user, with a new seed. */
  regenerate(): void
}

/**
 * Holds a chat. `stop` keeps what has come of the answer; `retry` asks for it again.
 *
 * @param options - As for `streamChat`, or with `tools` for `streamTools`; `initialMessages`, `system`, `onFinish`, `onError`.
 * @returns The messages, and what sends another, stops the answer and asks for it again.
 *
 * @example
 * ```tsx
 * import { useChat } from 'blossom-ai/react'
 *
 * export function Chat() {
 *   const { messages, send } = useChat({ system: 'You are a gardener' })
 *   return (
 *     <form action={(form) => send(`${form.get('words')}`)}>
 *       {messages.map(({ id, role, content }) => <p key={id}>{role}: {`${content}`}</p>)}
 *       <input name="words" />
 *     </form>
 *   )
 * }
 * ```
 */
export function useChat<A = unknown>(options: UseChatOptions<A> = {}): UseChat {
  return useCall(undefined, { ...options, auto: false }, (read) => createChat<A>(() => read().options))
}
