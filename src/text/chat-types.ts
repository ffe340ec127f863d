import type { Usage } from '../call/events.ts'

/**
 * Who speaks in a message.
 *
 * @example
 * ```ts
 * import type { Role } from 'blossom-ai'
 *
 * const names: Partial<Record<Role, string>> = { user: 'You', assistant: 'Blossom' }
 * ```
 */
export type Role = 'system' | 'developer' | 'user' | 'assistant' | 'tool'

/**
 * A part of a message. A Blob is encoded for you: a data URL, for audio plain base64.
 *
 * @example
 * ```ts
 * import type { ContentPart } from 'blossom-ai'
 *
 * const picture = (url: string | Blob): ContentPart => ({ type: 'image_url', image_url: { url } })
 * ```
 */
export type ContentPart =
  | { type: 'text'; text: string }
  | { type: 'image_url'; image_url: { url: string | Blob; detail?: 'auto' | 'low' | 'high' } }
  | { type: 'input_audio'; input_audio: { data: string | Blob; format?: string } }
  | { type: 'video_url'; video_url: { url: string | Blob } }
  | { type: 'file'; file: { file_data: string | Blob; file_name?: string; mime_type?: string } }

/**
 * A message of a chat, in the field's usual form.
 *
 * @example
 * ```ts
 * import { chat, type Message } from 'blossom-ai'
 *
 * const messages: Message[] = [{ role: 'system', content: 'Be brief' }, { role: 'user', content: 'Hello' }]
 * const { text } = await chat(messages)
 * ```
 */
export interface Message {
  /** Who speaks. */
  role: Role
  /** Null only beside `tool_calls`. */
  content: string | readonly ContentPart[] | null
  /** Tells speakers of one role apart. */
  name?: string
  /** Of an `assistant` message: the calls that it wanted made. */
  tool_calls?: readonly { id: string; type: 'function'; function: { name: string; arguments: string } }[]
  /** Of a `tool` message: the call that it answers. */
  tool_call_id?: string
}

/**
 * A function that the model may call; its parameters are a JSON Schema.
 *
 * @example
 * ```ts
 * import { chat, type FunctionTool } from 'blossom-ai'
 *
 * const now: FunctionTool = { type: 'function', function: { name: 'now' } }
 * const { toolCalls } = await chat([{ role: 'user', content: 'How late is it?' }], { tools: [now] })
 * ```
 */
export interface FunctionTool {
  /** The only kind with a function. */
  type: 'function'
  /** What the model is told of it. */
  function: { name: string; description?: string; parameters?: Record<string, unknown>; strict?: boolean }
}

/**
 * A call that the model requests. Calls are read when the answer has ended: each one once, even if the service repeats it.
 *
 * @example
 * ```ts
 * import type { Message, ToolCall } from 'blossom-ai'
 *
 * const answer = ({ id }: ToolCall, content: string): Message => ({ role: 'tool', tool_call_id: id, content })
 * ```
 */
export interface ToolCall {
  /** Identifies the call in its answer, as `tool_call_id`. Made up, and unique in the chat, where the service gives none. */
  id: string
  /** The function that is wanted. */
  name: string
  /** The parsed arguments; undefined when `invalid`. */
  arguments: unknown
  /** The arguments as the service wrote them. */
  argumentsText: string
  /** The text is not valid JSON, or the answer did not end normally: do not run this call. */
  invalid?: true
}

type Known<T extends string> = T | (string & {})

/**
 * Why the answer ended. `'stopped'`: the caller left the loop.
 *
 * @example
 * ```ts
 * import type { FinishReason } from 'blossom-ai'
 *
 * const isCut = (reason: FinishReason | null) => reason === 'length'
 * ```
 */
export type FinishReason = Known<'stop' | 'length' | 'tool_calls' | 'content_filter' | 'stopped'>

/**
 * A whole answer.
 *
 * @example
 * ```ts
 * import type { ChatResult, Message } from 'blossom-ai'
 *
 * const goOn = ({ message }: ChatResult): Message[] => [message, { role: 'user', content: 'And then?' }]
 * ```
 */
export interface ChatResult {
  /** `''` when the model ended without any. */
  text: string
  /** What a reasoning model thought, apart from the text. */
  reasoning?: string
  /** The calls that the model wants made. */
  toolCalls: ToolCall[]
  /** Null when the service gave none. */
  finishReason: FinishReason | null
  /** Absent when the service tells none. */
  usage?: Usage
  /** The model that the service says it used, else the one asked for. */
  model: string
  /**
   * The answer as a message, to continue the chat with. If it has `tool_calls`, their arguments are valid JSON (`{}` if
   * `invalid`), and the fields that the service put beside them are kept: unknown ones such as `extra_content`, and
   * `reasoning_content`, `reasoning` and `reasoning_details`, without which several services refuse the results.
   */
  message: Message
  /** The sources that some models name, in their own form. */
  citations?: unknown[]
  /** What a model that speaks said. */
  audio?: { blob: Blob; transcript?: string }
  /** The service's own id of the request, else the one made here. */
  requestId: string
  /** The service's JSON; of a stream its last chunk. */
  raw: unknown
}

/**
 * A piece of a stream.
 *
 * @example
 * ```ts
 * import type { StreamEvent } from 'blossom-ai'
 *
 * function show(event: StreamEvent) {
 *   if (event.type === 'text') console.log(event.text)
 *   if (event.type === 'finish') console.log(event.finishReason)
 * }
 * ```
 */
export type StreamEvent =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  | { type: 'tool-call'; toolCall: ToolCall }
  | { type: 'usage'; usage: Usage }
  | { type: 'finish'; finishReason: FinishReason }

/**
 * What has arrived so far. Tool calls arrive with the end of the answer; those of an interrupted one are `invalid`.
 *
 * @example
 * ```ts
 * import type { Partial_ } from 'blossom-ai'
 *
 * const lengthOf = ({ text }: Partial_) => text.length
 * ```
 */
export interface Partial_ {
  /** All of it so far. */
  text: string
  /** As in `ChatResult`. */
  reasoning?: string
  /** Once the answer has ended. */
  toolCalls: ToolCall[]
  /** Once it has come. */
  usage?: Usage
  /** Once it has come. */
  finishReason?: FinishReason
}

/**
 * An answer while it comes. Starts at its first read and is read once; a second reader gets ValidationError
 * `already_read`. Leaving the loop closes the connection.
 *
 * @example
 * ```ts
 * import type { TextStream } from 'blossom-ai'
 *
 * async function print(stream: TextStream) {
 *   for await (const piece of stream) console.log(piece)
 * }
 * ```
 */
export interface TextStream<E = StreamEvent, R = ChatResult> extends AsyncIterable<string> {
  /** All events, instead of the text alone. */
  events(): AsyncIterable<E>
  /**
   * The whole. Reads the stream if nobody does; beside a loop it waits for it. After `break` it is what came, with
   * `finishReason: 'stopped'`; after an error or abort it rejects with the same value. Made once.
   */
  result(): Promise<R>
  /** The text of the result. */
  text(): Promise<string>
  /** The text as a stream: nothing is asked for before its first read; cancelling closes the connection. */
  toReadableStream(): ReadableStream<string>
  /** The text as a response of your own server. Waits for the first event, so that a refusal rejects. */
  toResponse(init?: ResponseInit): Promise<Response>
  /** What has come so far; also after an error, an abort or `break`. */
  readonly partial: Partial_
}
