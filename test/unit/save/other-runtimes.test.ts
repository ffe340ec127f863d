// save() on Deno and Bun, where they are: DENO_PATH and BUN_PATH, or devDependencies.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bundle, root } from '../../docs/bundle.ts'

const runtimes = [
  { name: 'Deno', command: 'deno', path: process.env.DENO_PATH, args: ['run', '--no-config', '--no-lock', '-A'] },
  { name: 'Bun', command: 'bun', path: process.env.BUN_PATH, args: [] },
  { name: 'Node', command: 'node', path: process.execPath, args: [] },
].map(({ command, path = join(root, 'node_modules/.bin', command), ...rest }) => ({ ...rest, path }))

const program = `
import { save } from 'blossom-ai/save'
const said = []
const note = (error) => said.push(error.code ?? error.name)
said.push(await save(new Blob(['fox']), 'pictures/fox.txt'))
said.push(await save(new Blob(['owl']), 'owl.txt'))
await Promise.all(['a', 'b', 'c'].map((text) => save(new Blob([text.repeat(9)]), 'pictures/shared.txt')))
await save(new Blob(['x']), 'pictures').catch(note)
await save(new Blob(['x']), 'owl.txt/fox.txt').catch(note)
await save('x', 'x.txt').catch(note)
console.log(JSON.stringify(said))
`

for (const { name, path, args } of runtimes) {
  test.skipIf(!existsSync(path))(`${name} writes whole files or none`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'save-'))
    try {
      writeFileSync(join(folder, 'program.mjs'), await bundle(program, 'browser'))
      const said = JSON.parse(execFileSync(path, [...args, 'program.mjs'], { cwd: folder, encoding: 'utf8' }))
      expect(said).toEqual([
        'pictures/fox.txt',
        'owl.txt',
        expect.stringMatching(/EISDIR|ENOTEMPTY|EEXIST/),
        expect.stringMatching(/EEXIST|ENOTDIR/),
        'invalid_option',
      ])
      const read = (file: string) => readFileSync(join(folder, file), 'utf8')
      expect([read('pictures/fox.txt'), read('owl.txt')]).toEqual(['fox', 'owl'])
      expect(read('pictures/shared.txt')).toMatch(/^(a{9}|b{9}|c{9})$/)
      expect(readdirSync(folder).sort()).toEqual(['owl.txt', 'pictures', 'program.mjs'])
      expect(readdirSync(join(folder, 'pictures')).sort()).toEqual(['fox.txt', 'shared.txt'])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
}
