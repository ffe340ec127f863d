// What is published, and what is not.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, expect, test } from 'vitest'
import { manifest, pack, root, run, temporaryFolder } from './pack.ts'

const folder = temporaryFolder()
afterAll(folder.remove)
const { tarball, files } = pack(folder.path)

test('holds dist, the guides and five papers, nothing else', () => {
  const papers = files.filter((path) => !/^dist\/|^docs\/[\w-]+\.md$/.test(path))
  expect(papers.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'llms.txt', 'package.json'])
  const kinds = new Set(files.filter((path) => path.startsWith('dist/')).map((path) => path.replace(/^.*?\./, '.')))
  expect([...kinds].sort()).toEqual(['.d.ts', '.js', '.js.map', '.min.js', '.min.js.map'])
})

test('there is a file for each entry point, and one that they share', () => {
  const built = files.filter((path) => path.endsWith('.js')).map((path) => path.slice('dist/'.length))
  expect(built.sort()).toEqual(['blossom.min.js', 'core.js', 'index.js', 'react.js', 'save.js', 'testing.js'])
})

test('the built files hold no doc comment, and still say what is pure', () => {
  const code = files.filter((path) => path.endsWith('.js')).map((path) => readFileSync(join(root, path), 'utf8'))
  expect(code.filter((text) => text.includes('/**'))).toEqual([])
  expect(code.join('')).toContain('/* @__PURE__ */')
})

test('each export is a file that is published', () => {
  const targets = Object.values(manifest.exports).flatMap((target) =>
    typeof target === 'string' ? [target] : [target.types, target.default],
  )
  expect(targets.filter((target) => !files.includes(target.replace('./', '')))).toEqual([])
})

test('needs no other package, but React for the hooks', async () => {
  expect(manifest.dependencies).toBeUndefined()
  const entryPoints = files.filter((path) => path.endsWith('.js')).map((path) => join(root, path))
  const options = { entryPoints, outdir: folder.path, bundle: true, packages: 'external', format: 'esm' } as const
  const { metafile } = await build({ ...options, write: false, metafile: true })
  const outputs = Object.values(metafile.outputs)
  const imports = outputs.flatMap((output) => output.imports.map(({ path, external }) => ({ path, external, output })))
  const foreign = imports.filter(({ external }) => external)
  expect(foreign.map(({ path, output }) => [output.entryPoint, path])).toEqual([['dist/react.js', 'react']])
  expect([manifest.peerDependencies, manifest.peerDependenciesMeta]).toEqual([
    { react: '>=18.2' },
    { react: { optional: true } },
  ])
})

test('source maps name the sources by relative paths', () => {
  const maps = files.filter((path) => path.endsWith('.map'))
  expect(maps.length).toBeGreaterThan(0)
  for (const path of maps) {
    const { sources, sourceRoot } = JSON.parse(readFileSync(join(root, path), 'utf8'))
    expect(sourceRoot ?? '').toBe('')
    expect(sources.filter((source: string) => !/^(?:\.\.\/)+src\//.test(source))).toEqual([])
  }
})

test('no published file holds a path of the machine that built it', () => {
  const leaks = files.filter((path) => readFileSync(join(root, path), 'utf8').includes(root))
  expect(leaks).toEqual([])
})

test('publint has nothing to say', () => {
  expect(run('npx', ['publint', '--strict', tarball])).toContain('All good')
})

test('attw finds the types wherever an ES module is looked for', () => {
  expect(run('npx', ['attw', tarball, '--profile', 'esm-only'])).not.toContain('💀 Internal')
})
