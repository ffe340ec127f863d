import { asText, parseJson } from '../call/json.ts'
import type { Scrub } from '../call/secret.ts'
import type { ToolCall } from './chat-types.ts'
import { listOf, stringOf, type WireToolCall } from './wire.ts'

interface OpenCall {
  id: string
  index: unknown
  name: string
  text: string
  /** Handed out already: what still comes for it is nothing. */
  sent?: boolean
}

/** Puts tool calls together from pieces of any fashion. */
export interface ToolCalls {
  /**
   * Takes the pieces of one delta; gives the calls that are complete because another one has begun.
   *
   * @param whole - They are of a message: each is a call.
   */
  add(pieces: unknown, whole: boolean): ToolCall[]
  /** Gives the rest, when the answer is complete. */
  end(): ToolCall[]
}

function parse(text: string, scrub: Scrub): { value?: unknown } | undefined {
  try {
    // No arguments at all is how several models write a call without parameters.
    return { value: parseJson(text.trim() || '{}', scrub) }
  } catch {}
}

/**
 * Assembles tool calls. Providers disagree: the index may be missing, repeat, or begin at 7; the id may come once or with
 * each piece; a call may come whole. So a new id always opens a call, and the index is a hint.
 *
 * @param scrub - Cuts the key out of arguments: it may have come in pieces.
 */
export function toolCalls(scrub: Scrub): ToolCalls {
  const calls: OpenCall[] = []
  const waiting = () => calls.filter((call) => !call.sent)
  function send(call: OpenCall): ToolCall {
    const { id, name } = call
    const text = scrub(call.text)
    call.sent = true
    const parsed = parse(text, scrub)
    return { id, name, arguments: parsed?.value, argumentsText: text, ...(!parsed && { invalid: true }) }
  }
  const isWhole = ({ text }: OpenCall) => /\}\s*$/.test(text) && parse(text, scrub)
  function find(id: string, index: unknown, name: string): OpenCall | undefined {
    if (id) return calls.filter((call) => call.id === id).at(-1)
    if (index !== undefined && index !== null) return calls.filter((call) => call.index === index).at(-1)
    const last = calls.at(-1)
    return name && last?.text ? undefined : last
  }
  return {
    add(pieces, whole) {
      const complete: ToolCall[] = []
      for (const piece of listOf<WireToolCall>(pieces)) {
        const id = stringOf(piece?.id)
        const name = stringOf(piece?.function?.name)
        const part = piece?.function?.arguments
        const text = typeof part === 'object' && part ? asText(part) : stringOf(part)
        if (!id && !name && !text) continue
        let call = whole ? undefined : find(id, piece?.index, name)
        // A name may come with each piece, but not another one, nor behind the end of the arguments.
        if (name && call?.name && (name !== call.name || (text && isWhole(call)))) call = undefined
        if (!call) {
          // What is whole when another call begins is complete; the rest may still be written to side by side.
          for (const earlier of waiting()) {
            if (!isWhole(earlier)) break
            complete.push(send(earlier))
          }
          call = { id: id || `call_${calls.length}`, index: piece?.index, name: '', text: '' }
          calls.push(call)
        }
        call.name ||= name
        call.text += text
      }
      return complete
    },
    end: () => waiting().map(send),
  }
}
