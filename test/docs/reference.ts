import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './bundle.ts'

/** What TypeDoc writes of a comment. */
interface Comment {
  summary: { text: string }[]
  blockTags?: { tag: string; content: { text: string }[] }[]
}
/** What TypeDoc writes of a name, as far as it is looked at. */
interface Reflection {
  name: string
  kind: number
  comment?: Comment
  children?: Reflection[]
  signatures?: Reflection[]
  parameters?: Reflection[]
}

/** An export of an entry point, and what its comment says. */
export interface Documented {
  entry: string
  name: string
  /** Nothing of it is left at run time. */
  isType: boolean
  /** What its comment lacks. */
  lacks: string[]
  examples: string[]
}

export interface Reference {
  documented: Documented[]
  /** Properties of public interfaces without a comment. */
  bareProperties: string[]
}

const [INTERFACE, FUNCTION, PROPERTY, TYPE] = [256, 64, 1024, 2_097_152]

/** Builds the site as `npm run docs` does, in another place; throws what TypeDoc complains of. */
export async function buildReference(folder: string): Promise<Reference> {
  const json = join(folder, 'reference.json')
  const typedoc = join(root, 'node_modules/typedoc/bin/typedoc')
  await new Promise<void>((resolve, reject) => {
    execFile(
      process.execPath,
      [typedoc, '--out', join(folder, 'site'), '--json', json],
      { cwd: root },
      (error, stdout) => (error ? reject(new Error(stdout)) : resolve()),
    )
  })
  const { children: entries = [] } = JSON.parse(readFileSync(json, 'utf8')) as Reflection
  const exported = entries.flatMap((entry) => (entry.children ?? []).map((child) => ({ entry: entry.name, ...child })))
  return {
    documented: exported.map(describe),
    bareProperties: exported
      .filter(({ kind }) => kind === INTERFACE)
      .flatMap(({ name, children = [] }) =>
        children.filter(({ kind, comment }) => kind === PROPERTY && !comment).map((child) => `${name}.${child.name}`),
      ),
  }
}

function describe({ entry, name, kind, comment, signatures }: Reflection & { entry: string }): Documented {
  const signature = kind === FUNCTION ? signatures?.[0] : undefined
  const { summary = [], blockTags = [] } = comment ?? signature?.comment ?? {}
  const tagged = (tag: string) => blockTags.filter((block) => block.tag === tag).map(({ content }) => textOf(content))
  const examples = tagged('@example').map((text) => text.replace(/^```tsx?\n|\n```$/g, ''))
  const undescribed = signature?.parameters
    ?.filter((parameter) => !parameter.comment)
    .map((one) => `@param ${one.name}`)
  return {
    entry,
    name,
    isType: kind === INTERFACE || kind === TYPE,
    examples,
    lacks: [
      ...(textOf(summary).trim() ? [] : ['a summary']),
      ...(examples.length === 1 ? [] : ['one @example']),
      ...(undescribed ?? []),
      ...(kind !== FUNCTION || tagged('@returns').length ? [] : ['@returns']),
    ],
  }
}

const textOf = (parts: readonly { text: string }[]): string => parts.map(({ text }) => text).join('')
