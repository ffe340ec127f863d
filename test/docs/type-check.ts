import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Block } from './blocks.ts'
import { root } from './bundle.ts'

const cache = join(root, 'node_modules/.cache')

/** Types in the docs are read as a user's editor reads them. Gives the compiler's complaints, by file and line. */
export async function typeCheck(blocks: readonly Block[]): Promise<string> {
  if (!blocks.length) return ''
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'docs-'))
  for (const { file, line, language, code } of blocks) {
    writeFileSync(join(folder, `${file.replaceAll('/', '-')}-${line}.${language}`), `${code}\nexport {}\n`)
  }
  const config = { extends: join(root, 'tsconfig.json'), include: ['*.ts', '*.tsx'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const complaints = await new Promise<string>((resolve) => {
    execFile(process.execPath, [compiler, '-p', folder], (_error, stdout) => resolve(stdout))
  })
  rmSync(folder, { recursive: true })
  return complaints
}
