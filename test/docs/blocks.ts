/** A fenced block of a Markdown file, with what the comment after it says. */
export interface Block {
  file: string
  /** Of its opening fence, from 1. */
  line: number
  language: string
  code: string
  /** `<!-- expect: … -->`: a JavaScript expression that must hold after the block has run. */
  expect?: string
  /** `<!-- not run: … -->`: the reason why it is not. */
  notRun?: string
  /** `<!-- run by: … -->`: the command that runs it, as a file of docs/start.md. */
  runBy?: string
}

/** Labels that would slip past the runner though they hold code of ours; the value is the one to use. */
const otherNames: Record<string, string> = {
  typescript: 'ts',
  javascript: 'js',
  mjs: 'js',
  shell: 'sh',
  bash: 'sh',
  console: 'sh',
  '': 'text',
}

const fence = /^( *)```([^\n`]*)\n([\s\S]*?)^\1```[ \t]*$/gm
const remark = /^\s*<!--\s*(expect|not run|run by):\s*([\s\S]*?)\s*-->/

/** All fenced blocks of a Markdown text, in their order. */
export function readBlocks(file: string, text: string): Block[] {
  return [...text.matchAll(fence)].map((match) => {
    const [whole, indent = '', language = '', code = ''] = match
    const start = match.index
    const [, kind, words] = remark.exec(text.slice(start + whole.length)) ?? []
    return {
      file,
      line: text.slice(0, start).split('\n').length,
      language: language.trim(),
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      ...(kind === 'expect' && words && { expect: words }),
      ...(kind === 'not run' && words && { notRun: words }),
      ...(kind === 'run by' && words && { runBy: words }),
    }
  })
}

/** Whether a block is a program, which must be run. */
export const isProgram = ({ language }: Block): boolean => ['ts', 'tsx', 'js', 'jsx', 'html'].includes(language)

/** What is wrong with a block before it is run: nothing, or a sentence. */
export function faultOf(block: Block): string | undefined {
  const name = otherNames[block.language]
  if (name) return `Label this block \`\`\`${name}, so that it is known whether to run it.`
  if (!isProgram(block)) return block.expect && 'Only ts, tsx, js and html blocks are run; this one has an expectation.'
  if (!block.expect && !block.notRun && !block.runBy)
    return 'Say after this block what comes of it: <!-- expect: expression -->.'
  return undefined
}
