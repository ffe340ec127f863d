import fc from 'fast-check'
import type { Said } from './stream-script.ts'

/** A stream as bytes. */
export interface Wire {
  bytes: Uint8Array
  /** For each thing said the least bytes with which it is heard: when the body ends there, and when the connection dies. */
  heard: readonly (readonly [ended: number, died: number])[]
  /** The places at which a whole line has ended, with nothing half said. */
  clean: ReadonlySet<number>
  /** The places at which a line has ended whose event goes on. */
  half: ReadonlySet<number>
}

/** How the lines are written. */
export interface Style {
  ending: '\n' | '\r' | '\r\n'
  space: boolean
  bom: boolean
  /** For each event: a comment before it, other fields in it, its JSON over several lines. */
  events: readonly { comment: boolean; field: boolean; lines: boolean }[]
  /** The last line has no end. */
  open: boolean
}

export const style: fc.Arbitrary<Style> = fc.record({
  ending: fc.constantFrom('\n', '\r', '\r\n'),
  space: fc.boolean(),
  bom: fc.boolean(),
  events: fc.array(fc.record({ comment: fc.boolean(), field: fc.boolean(), lines: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
  }),
  open: fc.boolean(),
})

/** The data of what is said. */
export function dataOf(said: Said): string {
  const chunk = (delta: object, finish_reason?: string): string =>
    JSON.stringify({ choices: [{ delta, finish_reason }] })
  switch (said.say) {
    case 'text':
      return chunk({ content: said.text })
    case 'thought':
      return chunk({ [said.field]: said.field === 'reasoning_details' ? [{ text: said.text }] : said.text })
    case 'call':
      return chunk({ tool_calls: said.calls })
    case 'usage':
      return JSON.stringify({
        choices: [],
        usage: { prompt_tokens: said.input, completion_tokens: said.output, total_tokens: said.input + said.output },
      })
    case 'finish':
      return chunk({}, said.reason)
    case 'done':
      return '[DONE]'
    default:
      return said.data
  }
}

/** Writes a stream. */
export function write(said: readonly Said[], { ending, space, bom, events, open }: Style): Wire {
  const encoder = new TextEncoder()
  const parts: Uint8Array[] = []
  const heard: [number, number][] = []
  const clean = new Set<number>()
  const half = new Set<number>()
  let length = 0
  const put = (text: string): void => {
    const bytes = encoder.encode(text)
    parts.push(bytes)
    length += bytes.length
  }
  const line = (text: string, whole = true): void => {
    put(text)
    put(ending)
    // Behind the first byte of CRLF the line has ended, too.
    for (let at = length - ending.length + 1; at <= length; at++) (whole ? clean : half).add(at)
  }
  if (bom) put('\ufeff')
  clean.add(length)
  for (const [at, one] of said.entries()) {
    const { comment, field, lines } = events[at % events.length] ?? { comment: false, field: false, lines: false }
    const data = dataOf(one)
    const broken = one.say === 'broken'
    if (comment) line(': data: {"choices":[{"delta":{"content":"no"}}]}')
    if (field) line('id: 7')
    if (one.say === 'error' && one.event === 'before') line('event: error')
    const json = /^[{[]/.test(data) && !broken && data !== '[DONE]'
    const rows = lines && json ? JSON.stringify(JSON.parse(data), null, 1).split('\n') : [data]
    for (const [row, text] of rows.entries()) {
      const last = row === rows.length - 1
      put(`data:${space ? ' ' : ''}${text}`)
      if (last) {
        // A last line needs no end where it is whole JSON.
        const json = /^[{[]/.test(data) && !broken
        if (json) clean.add(length)
        heard.push([json ? length : length + 1, length + 1])
      }
      line('', last && !broken)
      if (comment && !last) line(': between', false)
    }
    if (one.say === 'error' && one.event === 'behind') {
      put('event: error')
      heard[at] = [length + 1, length + 1]
      line('')
    }
    // What is broken is known as such when its event is over, or the body behind its line.
    if (broken) heard[at] = [length - ending.length + 1, length + 1]
    if (at < said.length - 1 || !open || broken) line('')
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  // Open: the last line goes without its end.
  const last = said.at(-1)
  if (!open || !last || last.say === 'broken' || !/^[{[]/.test(dataOf(last)))
    return { bytes: whole, heard, clean, half }
  return { bytes: whole.slice(0, length - ending.length), heard, clean, half }
}
