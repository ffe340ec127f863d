import type { Partial_, StreamEvent } from './chat-types.ts'

/** Text goes as a bare string: most pieces are text, and an object for each would cost more than reading it. */
export type Piece<E = StreamEvent> = string | Exclude<E, { type: 'text' }>

/** Takes an event that is no text into the account of what has come. */
export function addEvent(come: Partial_, event: Exclude<StreamEvent, { type: 'text' }>): void {
  if (event.type === 'reasoning') come.reasoning = (come.reasoning ?? '') + event.text
  else if (event.type === 'tool-call') come.toolCalls.push(event.toolCall)
  else if (event.type === 'usage') come.usage = event.usage
  else if (event.type === 'finish') come.finishReason = event.finishReason
}

/** The account of pieces that came together. */
export function account(pieces: readonly Piece[]): Partial_ {
  const come: Partial_ = { text: '', toolCalls: [] }
  for (const piece of pieces) {
    if (typeof piece === 'string') come.text += piece
    else addEvent(come, piece)
  }
  return come
}
