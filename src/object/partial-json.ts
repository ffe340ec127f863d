/**
 * The value that the start of a JSON text tells for sure. Strings are as long as they have come; a number, a literal or a
 * name that may go on is left out, since it could still become another one.
 *
 * @param text - JSON, cut anywhere.
 * @returns The value, or undefined when nothing is sure yet.
 */
export function partialJson(text: string): unknown {
  let at = 0
  /** The text has ended inside a value. */
  let cut = false

  function skip(): void {
    while (/\s/.test(text[at] ?? '')) at++
  }
  function string(): string {
    const start = at++
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
    if (at < text.length) return JSON.parse(text.slice(start, ++at)) as string
    cut = true
    at = text.length
    // Half an escape at the end says nothing yet, nor does half of a surrogate pair.
    const whole = text.slice(start).replace(/(?<!\\)((?:\\\\)*)\\(u[\da-f]{0,3})?$/i, '$1')
    return (JSON.parse(`${whole}"`) as string).replace(/[\ud800-\udbff]$/, '')
  }
  function scalar(): unknown {
    const [word = ''] = /^[-+\w.]*/.exec(text.slice(at)) ?? []
    at += word.length
    if (at >= text.length) cut = true
    try {
      return at < text.length ? JSON.parse(word) : undefined
    } catch {
      at = text.length
      cut = true
      return undefined
    }
  }
  function list(): unknown[] {
    const items: unknown[] = []
    for (at++; ; at++) {
      skip()
      if (text[at] === ']') break
      const item = value()
      if (item !== undefined) items.push(item)
      skip()
      if (cut || text[at] !== ',') break
    }
    if (text[at] === ']') at++
    else cut = true
    return items
  }
  function object(): Record<string, unknown> {
    const fields: Record<string, unknown> = {}
    for (at++; ; at++) {
      skip()
      if (text[at] !== '"') break
      const name = string()
      skip()
      if (cut || text[at] !== ':') break
      at++
      const field = value()
      // Not by assignment: `__proto__` would be no field.
      if (field !== undefined)
        Object.defineProperty(fields, name, { value: field, enumerable: true, writable: true, configurable: true })
      skip()
      if (cut || text[at] !== ',') break
    }
    if (text[at] === '}') at++
    else cut = true
    return fields
  }
  function value(): unknown {
    skip()
    const start = text[at]
    return start === '{' ? object() : start === '[' ? list() : start === '"' ? string() : scalar()
  }
  try {
    return value()
  } catch {
    return undefined
  }
}

/** JSON text without the words and the code fence that models like to put around it, whole or begun. */
export function unfence(text: string): string {
  if (/^\s*[{[]/.test(text)) return text
  return /```\w*\s*([\s\S]*?)(```|`{0,2}$)/.exec(text)?.[1] ?? text
}
