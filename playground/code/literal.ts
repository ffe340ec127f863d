/** Code that stands in a literal as it is: the name of a variable, say. */
export interface Code {
  readonly code: string
}

/** Marks code, so that it is not taken for a text. */
export function code(text: string): Code {
  return { code: text }
}

const isCode = (value: unknown): value is Code =>
  typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string'

/** Longer than this, an object or a list takes a line for each of its parts. */
const width = 92

/**
 * A value as a JavaScript literal in the style of the docs. A text cannot end the script around it: `</` is written `<\/`.
 *
 * @param value - A text, number, boolean, `Code`, or objects and lists of these; what is undefined is left out.
 * @param before - How many letters stand before it in its line.
 */
export function toLiteral(value: unknown, before = 0): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value !== 'object' || value === null) return `${value}`
  if (isCode(value)) return value.code
  const isList = Array.isArray(value)
  const parts = Object.entries(value).filter(([, part]) => part !== undefined)
  if (parts.length === 0) return isList ? '[]' : '{}'
  const write = ([name, part]: [string, unknown], room: number): string => {
    if (isList) return toLiteral(part, room)
    // Written plainly, this one name would set the prototype.
    const key = name === '__proto__' ? "['__proto__']" : /^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name)
    const text = toLiteral(part, room + key.length + 2)
    return isCode(part) && text === key ? key : `${key}: ${text}`
  }
  const line = parts.map((part) => write(part, 0)).join(', ')
  const short = isList ? `[${line}]` : `{ ${line} }`
  if (!short.includes('\n') && before + short.length <= width) return short
  const lines = parts.map((part) => `  ${write(part, 2).replaceAll('\n', '\n  ')},\n`).join('')
  return isList ? `[\n${lines}]` : `{\n${lines}}`
}

/** A call with a subject and, unless they are empty, options. */
export function toCall(name: string, subject: unknown, options: object = {}, before = 0): string {
  const first = toLiteral(subject, before + name.length)
  const start = `${name}(${first}`
  if (Object.values(options).every((value) => value === undefined)) return `${start})`
  const last = start.slice(start.lastIndexOf('\n') + 1)
  return `${start}, ${toLiteral(options, before + last.length + 3)})`
}

function quote(text: string): string {
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", "\\'")
    .replaceAll('</', '<\\/')
    .replaceAll('<!--', '<\\!--')
    .replaceAll(/[\u2028\u2029]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16)}`)
  return `'${escaped}'`
}
