// A string whose escapes are whole, as far as it has come, with its closing quote or without; a mark; or a word.
const TOKEN = /"[^"\\]*(?:\\(?:u[\da-f]{4}|[^u])[^"\\]*)*("?)|[{}[\]:,]|[^\s"{}[\]:,]+/gi
const WORD = /^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?)$/

/**
 * JSON of what the start of a JSON text tells for sure. Strings are as long as they have come; a number, a literal or a
 * name that may go on is left out, since it could still become another one.
 *
 * @param text - JSON, cut anywhere; what follows its end is not looked at.
 * @returns JSON text, or `''` when nothing is sure yet; no JSON where the text is none.
 */
export function sureJson(text: string): string {
  // What closes all that is open, and the text up to the last place where nothing stands half.
  let closing = ''
  let sure = ''
  let isName = false

  for (const { 0: token, 1: quote, index } of text.matchAll(TOKEN)) {
    const end = index + token.length
    const [mark = ''] = token
    if (mark === ',' || mark === ':') {
      isName = mark === ',' && closing[0] === '}'
      continue
    }
    if (mark === '{' || mark === '[') closing = (mark === '{' ? '}' : ']') + closing
    else if (mark === '}' || mark === ']') closing = closing.slice(1)
    else if (mark === '"') {
      if (!quote) return isName ? sure : text.slice(0, index) + closeString(token) + closing
    } else if (end === text.length || !WORD.test(token)) break
    // A name says nothing before its value.
    if (!isName || mark !== '"') sure = text.slice(0, end) + closing
    if (!closing) break
    isName = mark === '{'
  }
  return sure
}

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
