// @ts-check
/** A table of Markdown: the first column to the left, the others to the right. @param {string[]} head @param {(string | number)[][]} rows */
export function table(head, rows) {
  const line = (/** @type {(string | number)[]} */ cells) => `| ${cells.join(' | ')} |`
  const rule = head.map((_, at) => (at === 0 ? '---' : '--:')).join('|')
  return [line(head), `|${rule}|`, ...rows.map(line)].join('\n')
}

/**
 * Puts new content between `<!-- name:begin … -->` and `<!-- name:end -->`.
 * @param {string} text @param {string} name @param {string} content
 */
export function fill(text, name, content) {
  const place = new RegExp(`(<!-- ${name}:begin[^>]*-->\\n)[\\s\\S]*?(<!-- ${name}:end -->)`)
  if (!place.test(text)) throw new Error(`There is no <!-- ${name}:begin --> … <!-- ${name}:end -->.`)
  return text.replace(place, (_, begin, end) => `${begin}\n${content}\n\n${end}`)
}
