/** The same thing for the three places that the code panel has. */
export interface Snippets {
  /** An HTML page with a module script. */
  page: string
  /** A React component. */
  react: string
  /** A module for Node. */
  node: string
}

/** Lines with `depth` steps of two blanks before each that is not empty. */
export function indent(text: string, depth = 1): string {
  return text.replaceAll(/^(?=.)/gm, '  '.repeat(depth))
}

/** A page: its elements, and a module script. Without a bundler, so the package is one file beside it. */
export function pageOf(elements: string, names: readonly string[], body: string): string {
  const script = `import { ${names.join(', ')} } from './blossom.min.js'\n\n${body}`
  return `${elements}\n<script type="module">\n${indent(script)}\n</script>`
}

/** A React component of some name; `props` are what it takes, such as a key. */
export function reactOf(imports: readonly string[], name: string, props: string, body: string): string {
  return `${imports.join('\n')}\n\nexport function ${name}(${props}) {\n${indent(body)}\n}`
}

/** A module for Node: the package's names, those of other modules, and what is done with them. */
export function nodeOf(names: readonly string[], body: string, others: readonly string[] = []): string {
  return [`import { ${names.join(', ')} } from 'blossom-ai'`, ...others, '', body].join('\n')
}
