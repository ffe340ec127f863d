import { readBlocks } from '../docs/blocks.ts'

/** A section of docs/start.md: what to write and what to run, in this order. */
export interface Start {
  name: string
  steps: ({ file: string; code: string } | { command: string })[]
}

/** The sections of the page that hold a file; a line such as `main.js`: with its colon names the file that follows. */
export function readStarts(page: string): Start[] {
  const [, ...sections] = page.split(/^## /m)
  return sections.map((section) => {
    const lines = section.split('\n')
    const steps = readBlocks('docs/start.md', section).flatMap(({ language, code, line }): Start['steps'] => {
      if (language === 'sh')
        return code
          .trim()
          .split('\n')
          .map((command) => ({ command }))
      const above = lines
        .slice(0, line - 1)
        .filter((text) => text.trim())
        .at(-1)
      const file = /^`([\w.-]+)`:$/.exec(above ?? '')?.[1]
      if (!file) throw new Error(`No file is named above this block of docs/start.md:\n${code}`)
      return [{ file, code }]
    })
    return { name: lines[0] ?? '', steps }
  })
}
