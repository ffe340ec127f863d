import type { ToolCall } from './chat-types.ts'
import { listOf, stringOf, type WireToolCall } from './wire.ts'

interface OpenCall {
  id: string
  index: unknown
  name: string
  text: string
}

/** Puts tool calls together from pieces of any fashion. */
export interface ToolCalls {
  /** Takes the pieces of one delta; gives the calls that are complete because another one has begun. */
  add(pieces: unknown): ToolCall[]
  /** Gives the rest, when the answer is complete. */
  end(): ToolCall[]
}

function parse(text: string): { value?: unknown } | undefined {
  try {
    // No arguments at all is how several models write a call without parameters.
    return { value: JSON.parse(text.trim() || '{}') }
  } catch {}
}

function finished({ id, name, text }: OpenCall): ToolCall {
  const parsed = parse(text)
  const call = { id, name, arguments: parsed?.value, argumentsText: text }
  return parsed ? call : { ...call, invalid: true }
}

/**
 * Assembles tool calls. Providers disagree: the index may be missing, repeat, or begin at 7; the id may come once or with
 * each piece; a call may come whole. So a new id always opens a call, and the index is a hint.
 */
export function toolCalls(): ToolCalls {
  const open: OpenCall[] = []
  let begun = 0
  function find(id: string, index: unknown, name: string): OpenCall | undefined {
    if (id) return open.find((call) => call.id === id)
    const last = open.at(-1)
    if (index !== undefined && index !== null) return open.filter((call) => call.index === index).at(-1)
    return name && last?.text ? undefined : last
  }
  return {
    add(pieces) {
      const complete: ToolCall[] = []
      for (const piece of listOf<WireToolCall>(pieces)) {
        if (typeof piece !== 'object' || !piece) continue
        const id = stringOf(piece.id)
        const name = stringOf(piece.function?.name)
        let call = find(id, piece.index, name)
        if (!call) {
          // What is whole when another call begins is complete; the rest may still be written to side by side.
          while (open[0]?.text && parse(open[0].text)) complete.push(finished(open.shift() as OpenCall))
          call = { id: id || `call_${begun}`, index: piece.index, name: '', text: '' }
          begun++
          open.push(call)
        }
        call.name ||= name
        const part = piece.function?.arguments
        call.text += typeof part === 'object' && part ? JSON.stringify(part) : stringOf(part)
      }
      return complete
    },
    end: () => open.splice(0).map(finished),
  }
}
