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

/** A reader, for one text. */
export function jsonReader(): JsonReader {
  const tokens = new RegExp(TOKEN)
  // What has been read, without blanks; what closes all that is open; and what of it stands for sure.
  let out = ''
  let closing = ''
  let sure = ''
  let isName = false
  let broken = false

  const reader: JsonReader = {
    whole: false,
    read(text) {
      while (!reader.whole && !broken) {
        const start = tokens.lastIndex
        const found = tokens.exec(text)
        const [token = '', quote] = found ?? []
        const [mark = ''] = token
        const open = mark === '"' && !quote
        const isWord = !'{}[]:,"'.includes(mark)
        if (!found || open || (isWord && tokens.lastIndex === text.length)) {
          // It may go on: the next call begins with it.
          tokens.lastIndex = start
          return open && !isName ? out + closeString(token) + closing : sure
        }
        broken = isWord && !WORD.test(token)
        if (broken) break
        // Written as one that has not ended is: the same value shall be the same text.
        out += mark === '"' && token.includes('\\') ? JSON.stringify(parseJson(token)) : token
        if (mark === ',' || mark === ':') {
          isName = mark === ',' && closing[0] === '}'
          continue
        }
        if (mark === '{' || mark === '[') closing = (mark === '{' ? '}' : ']') + closing
        else if (mark === '}' || mark === ']') closing = closing.slice(1)
        // A name says nothing before its value.
        if (!isName || mark !== '"') sure = out + closing
        reader.whole = !closing
        isName = mark === '{'
      }
      return sure
    },
  }
  return reader
}

/**
 * JSON of what the start of a JSON text tells for sure. Strings are as long as they have come; a number, a literal or a
 * name that may go on is left out, since it could still become another one.
 *
 * @param text - JSON, cut anywhere; what follows its end is not looked at.
 * @returns JSON text, or `''` when nothing is sure yet; no JSON where the text is none.
 */
export const sureJson = (text: string): string => jsonReader().read(text)

/** A string that has not ended, closed; without half of a surrogate pair, whose other half is still to come. */
function closeString(begun: string): string {
  const value = parseJson(`${begun}"`)
  return typeof value === 'string' ? JSON.stringify(value.replace(/[\ud800-\udbff]$/, '')) : begun
}

/** The value of a JSON text; undefined for what is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {}
}
