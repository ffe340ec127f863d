import { h } from './h.ts'

/** What stands out, in the order in which it is tried. */
const kinds = {
  note: /\/\/[^\n]*|<!--[\s\S]*?-->/,
  text: /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/,
  tag: /<\/?[a-z][\w-]*>?/,
  word: /\b(?:import|from|const|let|for|of|await|async|function|return|export|if|else|try|catch|throw|new|true|false|null|in)\b/,
  number: /\b\d[\d_]*(?:\.\d+)?\b/,
}
const pattern = new RegExp(
  Object.entries(kinds)
    .map(([kind, { source }]) => `(?<${kind}>${source})`)
    .join('|'),
  'g',
)

/** Code in colours: text nodes and spans, which together are the text as it was. */
export function highlight(code: string): Node[] {
  const nodes: Node[] = []
  let end = 0
  for (const match of code.matchAll(pattern)) {
    const [kind] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? ['']
    if (match.index > end) nodes.push(document.createTextNode(code.slice(end, match.index)))
    nodes.push(h('span', { class: `is-${kind}` }, match[0]))
    end = match.index + match[0].length
  }
  nodes.push(document.createTextNode(code.slice(end)))
  return nodes
}
