// What the published types cost an editor, and that they can be read where users read them.
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readBlocks } from '../docs/blocks.ts'
import { dist, pack, root, run, temporaryFolder } from './pack.ts'

const folder = temporaryFolder()
afterAll(folder.remove)
beforeAll(() => {
  writeFileSync(join(folder.path, 'package.json'), '{ "type": "module" }')
  run('npm', ['install', '--offline', pack(folder.path).tarball], folder.path)
})

/** Compiles one file as a user's project would: no Node types, and the library's own types checked too. */
function compile(code: string, ...options: string[]): { ok: boolean; output: string; instantiations: number } {
  writeFileSync(join(folder.path, 'user.ts'), code)
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const base = '--ignoreConfig --noEmit --strict --lib es2022,dom --target es2022 --skipDefaultLibCheck'.split(' ')
  const args = [compiler, ...base, ...options, '--extendedDiagnostics', 'user.ts']
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: folder.path, encoding: 'utf8' })
  return { ok: status === 0, output: stdout, instantiations: Number(/^Instantiations:\s+(\d+)/m.exec(stdout)?.[1]) }
}

/** The bytes of a d.ts file and of all that it imports. */
function closureSize(file: string, seen: Set<string> = new Set()): number {
  if (seen.has(file)) return 0
  seen.add(file)
  const imports = [...readFileSync(file, 'utf8').matchAll(/(?:from |import\()["'](\.[^"']+)["']/g)]
  const next = imports.map(([, path = '']) => resolve(dirname(file), path.replace(/\.[jt]s$/, '.d.ts')))
  return statSync(file).size + next.reduce((sum, path) => sum + closureSize(path, seen), 0)
}

const everyName = `import * as blossom from 'blossom-ai'
import { save } from 'blossom-ai/save'
import { createEmulator } from 'blossom-ai/testing'
export const answer: Promise<string> = blossom.generateText('Hello', { fetch: createEmulator() })
export const path: Promise<string> = blossom.generateImage('a fox').then((fox) => save(fox, 'fox.png'))`

test.for([
  ['--module', 'nodenext'],
  ['--module', 'esnext', '--moduleResolution', 'bundler'],
  ['--module', 'nodenext', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--verbatimModuleSyntax'],
])('the types are right under %s %s', (options) => {
  const { ok, output } = compile(everyName, ...options)
  expect(ok, output).toBe(true)
})

// The design wished for 50 kB; two thirds of this are the comments that an editor shows, with an example of each export.
test('the types of the main entry are at most 95 kB', () => {
  expect(closureSize(join(dist, 'index.d.ts'))).toBeLessThanOrEqual(95_000)
})

test('the first example of the README costs at most 300 type instantiations', () => {
  const blocks = readBlocks('README.md', readFileSync(join(root, 'README.md'), 'utf8'))
  const example = blocks.find(({ language }) => language === 'ts')?.code ?? ''
  expect(example).toContain('blossom-ai')
  const [empty, full] = ['export {}', example].map((code) => compile(code, '--module', 'nodenext', '--skipLibCheck'))
  expect(full?.output).not.toContain('error TS')
  expect((full?.instantiations ?? Number.NaN) - (empty?.instantiations ?? 0)).toBeLessThanOrEqual(300)
})
