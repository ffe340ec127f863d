// @ts-check
// llms.txt (https://llmstxt.org): what the package is and does, for readers that are programs. Out of the README, the comments of
// the sources and the guides, so that it says what they say.
import { existsSync } from 'node:fs'
import { path, read } from './paths.mjs'

/** Entry points, and what they are imported as. */
const entries = [
  { file: 'src/index.ts', name: 'blossom-ai' },
  { file: 'src/react/index.ts', name: 'blossom-ai/react' },
  { file: 'src/save/index.ts', name: 'blossom-ai/save' },
  { file: 'src/testing/index.ts', name: 'blossom-ai/testing' },
]

/** @param {string} comment the lines of a TSDoc comment */
function firstSentence(comment) {
  const text = comment.replaceAll(/^ *\* ?/gm, '').split(/\n\s*\n|\n@/)[0] ?? ''
  const joined = text.replaceAll(/\s+/g, ' ').trim()
  return /^.*?[.!?](?= [A-Z`]|$)/.exec(joined)?.[0] ?? joined
}

/** A paragraph in one line, without its links. @param {string} text */
const plain = (text) =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()

/** The functions of an entry point, each with its first sentence. @param {string} file */
function functionsOf(file) {
  if (!existsSync(path(file))) return []
  const folder = file.replace(/[^/]*$/, '')
  const exports = [...read(file).matchAll(/^export \{([^}]*)\} from '\.\.?\/([^']*)'/gm)]
  return exports.flatMap(([, names = '', from = '']) => {
    const source = read(`${folder}${from}`)
    return names.split(',').flatMap((part) => {
      const name = part.trim()
      const [before, rest] = source.split(new RegExp(`^export (?:async )?function ${name}\\b`, 'm'))
      if (!name || name.startsWith('type ') || rest === undefined || before === undefined) return []
      return [`- \`${name}\`: ${firstSentence(before.slice(before.lastIndexOf('/**') + 3, before.lastIndexOf('*/')))}`]
    })
  })
}

/** The first heading of a guide, and what stands under it. @param {string} file @param {string} page */
function guide(file, page) {
  const [, title = '', text = ''] = /^# (.+)\n+([\s\S]*?)\n\n/.exec(page) ?? []
  return `- [${title}](${file}): ${plain(text)}`
}

/** @param {Record<string, string>} pages those that are being made */
export function llmsText(pages) {
  const [, title = '', summary = ''] = /^# (.+)\n+([\s\S]*?)\n\n/.exec(read('README.md')) ?? []
  /** @type {{ projectDocuments: string[] }} */
  const { projectDocuments } = JSON.parse(read('typedoc.json'))
  const functions = entries.flatMap(({ file, name }) => {
    const lines = functionsOf(file)
    return lines.length ? [`### \`import { … } from '${name}'\``, lines.join('\n')] : []
  })
  return `${[
    `# ${title}`,
    `> ${plain(summary)}`,
    'ESM only, with types, no dependency. Each call is `fn(subject, options?)` and gives a promise or a stream; times are milliseconds.',
    '## Functions',
    ...functions,
    '## Guides',
    projectDocuments.map((file) => guide(file, pages[file] ?? read(file))).join('\n'),
  ].join('\n\n')}\n`
}
