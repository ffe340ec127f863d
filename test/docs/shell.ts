import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './bundle.ts'

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }

/** npm's own commands that the docs may name. */
const builtIn = ['install', 'i', 'ci', 'init', 'create', 'pack', 'view']

/** The `npm …` lines of a shell block that name no script of package.json. */
export function unknownCommands(code: string): string[] {
  return code.split('\n').filter((line) => {
    const [, run, name = ''] = /^\s*(?:\$ )?npm (run )?([\w:-]+)/.exec(line) ?? []
    return name !== '' && !(run ? name in scripts : name in scripts || builtIn.includes(name))
  })
}
