import { asText, parseObject } from '../call/json.ts'
import type { Answer } from '../call/try.ts'
import { type Calls, readCalls } from './tool-calls.ts'
import { listOf, stringOf, type WireMessage, type WireToolCall } from './wire.ts'

type Fields = Record<string, unknown>

/** A call that is being assembled. */
interface OpenCall {
  /** `''` until the service gives one. */
  id: string
  /** The service's, else its position in the list that it arrived in. */
  index: unknown
  name: string
  /** The arguments. */
  text: string
  /** Where a JSON value ends in them. */
  ends: number[]
  /** The depth in the JSON at their end. */
  depth: number
  /** Whether they end inside a string: 1, behind a backslash: 2. */
  quoted: number
  /** All fields of the call, and of its function. */
  call: Fields
  called: Fields
}

/** Assembles the tool calls of a stream. */
export interface ToolCalls {
  /**
   * Takes the next delta.
   *
   * @param whole - It is a complete message: each entry is a call.
   */
  add(delta: WireMessage, whole: boolean): void
  /** Reads the calls, when the answer has ended. */
  end(normal: boolean): Calls
}

/** Adds fields; a text of reasoning is written piece by piece. */
function merge(target: Fields, source: object | null | undefined, pieces?: boolean): void {
  for (const name in source) {
    const value = (source as Fields)[name]
    const before = target[name]
    const joined = pieces && /^(reasoning|reasoning_content|text|summary|data)$/.test(name) && before
    target[name] = joined ? before + stringOf(value) : (value ?? before)
  }
}

/** Adds arguments. Each character is looked at once, so that many chunks cost no more than their text. */
function append(open: OpenCall, text: string): void {
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] as string
    if (open.quoted > 1) open.quoted = 1
    else if (letter === '"') open.quoted = 1 - open.quoted
    else if (open.quoted) open.quoted += +(letter === '\\')
    else if ('{['.includes(letter)) open.depth++
    else if ('}]'.includes(letter) && !--open.depth) open.ends.push(open.text.length + at + 1)
  }
  open.text += text
}

/** The arguments without a placeholder before them and without repetitions. */
function argumentsOf({ text, ends }: OpenCall): string {
  const values = new Set([0, ...ends].map((start, at) => text.slice(start, ends[at]).trim()))
  values.delete('')
  if (values.size > 1) values.delete('{}')
  return values.size === 1 && ends.length > 1 ? ([...values][0] as string) : text
}

/** Whether a chunk with a name begins another call, rather than continuing the one that its id or index leads to. */
function begins(open: OpenCall, id: string, index: unknown, name: string, text: string): boolean {
  const sameName = name === open.name
  const otherId = id && open.id && id !== open.id
  // `{}` may be a placeholder for the arguments that follow.
  if (open.ends.length && !open.depth) return !!(otherId || !sameName || (text && open.text.trim() !== '{}'))
  if (otherId) return !(sameName && index !== undefined && text)
  // Found by its id: some gateways give the same one to all calls.
  if (index !== undefined && index !== open.index) return true
  return !(sameName || id || open.id || index !== undefined)
}

/**
 * Assembles tool calls. Providers disagree: the index may be missing, repeat, or start at 7; the id may arrive once, with
 * each chunk, late, or differ in each chunk; a call or its arguments may arrive whole, twice, or after `{}`.
 */
export function toolCalls(answer: Answer): ToolCalls {
  const calls: OpenCall[] = []
  const known = new Map<unknown, OpenCall>()
  const message: Fields = {}
  // By index and type: such entries are one entry.
  const details: Record<string, Fields> = {}
  let count = 0
  let last: OpenCall | undefined

  return {
    add({ reasoning_content, reasoning, reasoning_details, tool_calls }, whole) {
      merge(message, { reasoning_content, reasoning, reasoning_details }, true)
      if (!whole) {
        for (const entry of listOf<Fields>(reasoning_details)) {
          merge((details[`${entry?.index ?? `#${count++}`} ${entry?.type}`] ??= {}), entry, true)
        }
      }
      for (const [place, piece] of listOf<WireToolCall>(tool_calls).entries()) {
        const id = stringOf(piece?.id)
        const index = piece?.index ?? undefined
        const name = stringOf(piece?.function?.name)
        const text = asText(piece?.function?.arguments ?? '')
        let open: OpenCall | undefined
        // In a list each entry is a call, where nothing else tells.
        if (!whole && (id || !name || !place || index !== undefined)) {
          open = known.get(index) ?? (index === undefined || !known.has(last?.index) ? last : undefined)
          if (id && open?.id !== id) open = known.get(id) ?? open
        }
        if (!open || (name && open.name && begins(open, id, index, name, text))) {
          if (!id && !name && !text) continue
          open = {
            id: id || (open?.id ?? ''),
            index: index ?? open?.index ?? place,
            name: '',
            text: '',
            ends: [],
            depth: 0,
            quoted: 0,
            call: {},
            called: {},
          }
          calls.push(open)
        }
        last = open
        if (id) known.set(id, open)
        if (index !== undefined) known.set(index, open)
        open.id ||= id
        // A name may arrive in two chunks, or once more with each.
        open.name = name.startsWith(open.name) ? name : open.name + name
        merge(open.call, piece)
        merge(open.called, piece?.function)
        append(open, text)
      }
    },
    end(normal) {
      const tool_calls = calls.map((open) => {
        const { id, index, name, call, called } = open
        return { ...call, id, index, function: { ...called, name, arguments: argumentsOf(open) } }
      })
      const listed = Object.values(details)
      if (listed.length) message.reasoning_details = listed
      // A key may have arrived in two chunks.
      return readCalls(answer, { ...parseObject(answer.scrub(asText(message)), answer.scrub), tool_calls }, normal)
    },
  }
}
