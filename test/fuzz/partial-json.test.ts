import { deepStrictEqual } from 'node:assert'
import fc from 'fast-check'
import { streamObject } from '../../src/index.ts'
import { inReads, respond } from './answers.ts'
import { fuzz } from './fuzz.ts'
import { KEY } from './routes.ts'

const NOTHING = Symbol('nothing')

/**
 * What the start of a JSON text says for sure, by reading it letter by letter as the grammar has it. Slow and simple.
 *
 * @returns The value, or NOTHING.
 */
function reference(text: string): unknown {
  let at = 0
  const blank = (): void => {
    while (/[ \t\r\n]/.test(text[at] ?? '')) at++
  }
  function string(): { value: string; whole: boolean } {
    let value = ''
    for (at++; at < text.length; ) {
      const letter = text[at] as string
      if (letter === '"') {
        at++
        return { value, whole: true }
      }
      const whole = /^\\(u[0-9a-fA-F]{4}|[^u])/.exec(text.slice(at, at + 6))
      if (letter === '\\' && !whole) break
      value += whole ? JSON.parse(`"${whole[0]}"`) : letter
      at += whole ? whole[0].length : 1
    }
    at = text.length
    // The other half of a character may still come.
    return { value: value.replace(/[\ud800-\udbff]$/, ''), whole: false }
  }
  function value(): unknown {
    blank()
    if (text[at] === '"') return string().value
    if (text[at] === '[') {
      at++
      const list: unknown[] = []
      for (blank(); at < text.length && text[at] !== ']'; blank()) {
        const item = value()
        if (item === NOTHING) return list
        list.push(item)
        blank()
        if (text[at] === ',') at++
      }
      at++
      return list
    }
    if (text[at] === '{') {
      at++
      const entries: [string, unknown][] = []
      for (blank(); at < text.length && text[at] !== '}'; blank()) {
        const name = string()
        blank()
        at++
        const part = name.whole ? value() : NOTHING
        if (part === NOTHING) break
        entries.push([name.value, part])
        blank()
        if (text[at] === ',') at++
      }
      at++
      return Object.fromEntries(entries)
    }
    const word = /^[-+.\w]+/.exec(text.slice(at))?.[0] ?? ''
    at += word.length
    // A number or a literal may go on.
    return word && at < text.length ? JSON.parse(word) : NOTHING
  }
  return value()
}

const texts = fc
  .tuple(
    fc.oneof(
      fc.dictionary(fc.string({ unit: 'binary', maxLength: 4 }), fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
      fc.array(fc.jsonValue({ maxDepth: 3, stringUnit: 'grapheme' }), { maxLength: 4 }),
    ),
    fc.constantFrom('', ' ', '\t'),
    fc.boolean(),
  )
  .map(([value, indent, escaped]) =>
    JSON.stringify(value, null, indent).replace(/[^ -~\s]/g, (letter) =>
      escaped ? `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}` : letter,
    ),
  )

fuzz(
  'streamObject: each partial is what the text so far says for sure, and the last one is the whole',
  250,
  fc.asyncProperty(
    texts.chain((text) =>
      fc.array(fc.nat(text.length), { maxLength: 30 }).chain((cuts) => {
        const places = [...new Set([0, ...cuts, text.length])].sort((a, b) => a - b)
        const pieces = places.slice(1).map((to, at) => text.slice(places[at], to))
        const events = pieces.map((content) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`)
        const end = 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
        const bytes = new TextEncoder().encode(events.join('') + end)
        return inReads(bytes).map((body) => ({ text, pieces, body }))
      }),
    ),
    async ({ text, pieces, body }) => {
      const fetch = async () =>
        respond({ status: 200, headers: { 'content-type': 'text/event-stream' }, body, dies: false })
      const stream = streamObject('Make it', { schema: { type: 'object' }, apiKey: KEY, fetch })
      const wanted: string[] = []
      let sofar = ''
      for (const piece of pieces) {
        sofar += piece
        const value = reference(sofar)
        const said = JSON.stringify(value)
        if (value !== NOTHING && said !== wanted.at(-1)) wanted.push(said)
      }
      wanted.push(JSON.stringify(JSON.parse(text)))
      const seen: string[] = []
      for await (const partial of stream) seen.push(JSON.stringify(partial))
      deepStrictEqual(seen, wanted)
      deepStrictEqual((await stream.result()).object, JSON.parse(text))
    },
  ),
)
