import { given } from '../call/given.ts'
import { fromBase64 } from '../media/base64.ts'
import type { ChatResult, Message, Partial_ } from './chat-types.ts'
import type { Calls } from './tool-calls.ts'
import { stringOf, type WireChat, type WireMessage } from './wire.ts'

/** What a result has beside what streams hand out piece by piece. */
export interface Extras {
  model: string
  citations: unknown[]
  /** Sound as base64, and what it says. */
  audio: string
  transcript: string
  format: string
  raw: unknown
  /** What sends the tool calls back. */
  back?: Calls['back']
}

/** Extras before anything has come. */
export const noExtras = (model = '', format = 'wav'): Extras => ({
  model,
  citations: [],
  audio: '',
  transcript: '',
  format,
  raw: undefined,
})

/** Takes the extras out of a completion or a chunk. */
export function addExtras(extras: Extras, chat: WireChat, message: WireMessage | null | undefined): void {
  extras.raw = chat
  extras.model = stringOf(chat.model) || extras.model
  const citations = chat.citations ?? message?.citations
  if (Array.isArray(citations)) extras.citations = citations
  if (message?.audio) {
    extras.audio += stringOf(message.audio.data)
    extras.transcript += stringOf(message.audio.transcript)
  }
}

function audioOf({ audio, transcript, format }: Extras): ChatResult['audio'] {
  try {
    // In a stream each piece may end with a padding of its own.
    const parts = (audio.match(/(data:[^,]*,)?[^=]+=*/g) ?? []).map(fromBase64)
    // Some models answer WAV whatever is asked.
    const type = parts[0]?.[0] === 0x52 ? 'wav' : format === 'mp3' ? 'mpeg' : format
    return { blob: new Blob(parts, { type: `audio/${type}` }), ...(transcript && { transcript }) }
  } catch {
    return undefined
  }
}

/** The whole answer, from what came and the extras. */
export function chatResult(partial: Partial_, extras: Extras, requestId: string): ChatResult {
  const { text, toolCalls, finishReason = null } = partial
  const { model, citations, raw } = extras
  const message: Message = {
    role: 'assistant',
    // What was spoken belongs to the chat as well.
    content: text || extras.transcript || (toolCalls.length ? null : ''),
  }
  const calls = toolCalls.length
  // After `break` not all of them may have been handed out.
  if (calls) Object.assign(message, extras.back, { tool_calls: extras.back?.tool_calls.slice(0, calls) })
  const { reasoning, usage } = partial
  const audio = extras.audio ? audioOf(extras) : undefined
  const more = given({ reasoning, usage, citations: citations.length ? citations : undefined, audio })
  return { text, toolCalls, finishReason, model, message, ...more, requestId, raw }
}
