// save() in Deno, which renames a file only with the right to read it.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bundle, root } from '../../docs/bundle.ts'

const { DENO_PATH: deno = join(root, 'node_modules/.bin/deno') } = process.env

const program = `
import { save } from 'blossom-ai/save'
console.log(await save(new Blob(['fox']), 'out/fox.txt').catch((error) => error.name))
`
test.skipIf(!existsSync(deno)).for([
  ['NotCapable', [], ['--allow-write=out']],
  ['NotCapable', [], ['--allow-write=out', '--allow-read=program.mjs']],
  ['out/fox.txt', ['fox.txt'], ['--allow-write=out', '--allow-read=out']],
] as const)('%s, and %j is left, with the rights %j', async ([said, left, rights]) => {
  const folder = mkdtempSync(join(tmpdir(), 'save-'))
  try {
    writeFileSync(join(folder, 'program.mjs'), await bundle(program, 'browser'))
    const args = ['run', '--no-config', '--no-lock', '--no-prompt', ...rights, 'program.mjs']
    expect(execFileSync(deno, args, { cwd: folder, encoding: 'utf8' }).trim()).toBe(said)
    expect(readdirSync(join(folder, 'out'))).toEqual(left)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
