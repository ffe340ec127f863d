import { parseJson as parseWhole } from '../call/json.ts'
import type { Scrub } from '../call/secret.ts'

// A string whose escapes are whole, as far as it has come, with its closing quote or without; a mark; or a word.
const TOKEN = /"[^"\\]*(?:\\(?:u[\da-f]{4}|[^u])[^"\\]*)*("?)|[{}[\]:,]|[^\s"{}[\]:,]+/gi
const WORD = /^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?)$/

/** Reads a JSON text that grows. */
export interface JsonReader {
  /** The text has come to its end: what follows is not looked at. */
  whole: boolean
  /**
   * Takes all that has come so far, and goes on where the call before it stopped.
   *
   * @returns JSON of what it tells for sure, as `sureJson`; the same text for the same value.
   */
  read(text: string): string
}

/**
 * A reader, for one text. Its work is linear in the text, whatever stands in it.
 *
 * @param scrub - Cuts the key out of strings and names: an escape may have hidden it in the text.
 */
export function jsonReader(scrub: Scrub): JsonReader {
  const tokens = new RegExp(TOKEN)
  // What has been read, without blanks; how much of it stands for sure; and what is open, the innermost last.
  let out = ''
  let sureLength = 0
  const open: string[] = []
  let isName = false
  let afterWord = false
  let broken = false

  const closed = (text: string): string => text + [...open].reverse().join('')
  const reader: JsonReader = {
    whole: false,
    read(text) {
      while (!reader.whole && !broken) {
        const start = tokens.lastIndex
        const found = tokens.exec(text)
        const [token = '', quote] = found ?? []
        const [mark = ''] = token
        const isOpen = mark === '"' && !quote
        const isWord = !'{}[]:,"'.includes(mark)
        if (!found || isOpen || (isWord && tokens.lastIndex === text.length)) {
          // It may go on: the next call begins with it.
          tokens.lastIndex = start
          if (isOpen && !isName) return closed(out + closeString(token, scrub))
          break
        }
        // Without the blanks two words behind each other would be one.
        broken = isWord && (afterWord || !WORD.test(token))
        if (broken) break
        afterWord = isWord
        // Normalised like a string that has not ended, so that equal values are equal texts.
        out += mark === '"' && token.includes('\\') ? JSON.stringify(parseJson(token, scrub)) : token
        if (mark === ',' || mark === ':') {
          isName = mark === ',' && open.at(-1) === '}'
          continue
        }
        if (mark === '{' || mark === '[') open.push(mark === '{' ? '}' : ']')
        else if (mark === '}' || mark === ']') open.pop()
        // A name says nothing before its value.
        if (!isName || mark !== '"') sureLength = out.length
        reader.whole = !open.length
        isName = mark === '{'
      }
      return sureLength ? closed(out.slice(0, sureLength)) : ''
    },
  }
  return reader
}

/**
 * JSON of what the start of a JSON text tells for sure. Strings are as long as they have come; a number, a literal or a
 * name that may go on is left out, since it could still become another one.
 *
 * @param text - JSON, cut anywhere; what follows its end is not looked at.
 * @returns JSON text, or `''` when nothing is sure yet; not JSON where the text is not.
 */
export const sureJson = (text: string): string => jsonReader((same) => same).read(text)

/** A string that has not ended, closed; without half of a surrogate pair, whose other half is still to come. */
function closeString(begun: string, scrub: Scrub): string {
  const value = parseJson(`${begun}"`, scrub)
  return typeof value === 'string' ? JSON.stringify(value.replace(/[\ud800-\udbff]$/, '')) : begun
}

/** The value of a JSON text, the key cut out; undefined for what is not JSON, or is nested too deep to be read. */
export function parseJson(text: string, scrub: Scrub): unknown {
  try {
    return parseWhole(text, scrub)
  } catch {}
}
