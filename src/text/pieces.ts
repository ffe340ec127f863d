import type { Scrub } from '../call/secret.ts'
import type { Partial_, StreamEvent } from './chat-types.ts'

/** Text goes as a bare string: most pieces are text, and an object for each would cost more than reading it. */
export type Piece<E = StreamEvent> = string | Exclude<E, { type: 'text' }>

/** Takes an event that is neither text nor reasoning into the account of what has come. */
export function addEvent(come: Partial_, event: Exclude<StreamEvent, { type: 'text' | 'reasoning' }>): void {
  if (event.type === 'tool-call') come.toolCalls.push(event.toolCall)
  else if (event.type === 'usage') come.usage = event.usage
  else if (event.type === 'finish') come.finishReason = event.finishReason
}

/** The account of pieces that came together. */
export function account(pieces: readonly Piece[]): Partial_ {
  const come: Partial_ = { text: '', toolCalls: [] }
  for (const piece of pieces) {
    if (typeof piece === 'string') come.text += piece
    else if (piece.type === 'reasoning') come.reasoning = (come.reasoning ?? '') + piece.text
    else addEvent(come, piece)
  }
  return come
}

/** A text that comes in pieces. */
export interface TextParts {
  add(piece: string): void
  /** The text so far, without the key. May be asked for at each piece. */
  text(): string
}

/** No server takes a longer key. */
const LONGEST_KEY = 16_384

/** Collects a text, and cuts the key out of it, also one that came in several pieces. */
export function textParts(scrub: Scrub): TextParts {
  // No key can begin here and go on: only the end is looked at again.
  let settled = ''
  let end = ''
  // Joined by the thousand: strings added one by one make a tree of more bytes than the text.
  let pieces: string[] = []

  function text(): string {
    if (pieces.length) {
      end = scrub(end + pieces.join(''))
      pieces = []
      if (end.length > 2 * LONGEST_KEY) {
        settled += end.slice(0, -LONGEST_KEY)
        end = end.slice(-LONGEST_KEY)
      }
    }
    return settled + end
  }
  return {
    add(piece) {
      if (pieces.push(piece) > 1023) text()
    },
    text,
  }
}
