// The same package on JSR, which publishes the sources.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { manifest, root } from './pack.ts'

const jsr = JSON.parse(readFileSync(join(root, 'jsr.json'), 'utf8')) as {
  exports: Record<string, string>
  imports: Record<string, string>
}

test('JSR has the entries of npm, but for the built file and package.json', () => {
  const built = ['./blossom.min.js', './package.json']
  const entries = Object.keys(manifest.exports).filter((name) => !built.includes(name))
  expect(Object.keys(jsr.exports)).toEqual(entries)
})

test('an entry on JSR is the source that its file on npm is built from', () => {
  for (const [name, source] of Object.entries(jsr.exports)) {
    const target = manifest.exports[name] as { types: string }
    expect(target.types).toBe(source.replace('./src/', './dist/').replace('.ts', '.d.ts'))
  }
})

test('JSR leaves the choice of a version of React to the app, as npm does', () => {
  expect(Object.keys(jsr.imports)).toEqual(Object.keys(manifest.peerDependencies ?? {}))
  expect(Object.values(jsr.imports)).toEqual(['npm:react@*'])
})

test('JSR would take it: types without a slow one, sources and papers, nothing else', () => {
  const args = ['publish', '--dry-run', '--allow-dirty', '--set-version', manifest.version]
  const { status, stderr } = spawnSync(join(root, 'node_modules/.bin/deno'), args, { cwd: root, encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  const files = [...stripVTControlCharacters(stderr).matchAll(/^ +file:\/\/(\S+) \(/gm)].map(([, path = '']) =>
    path.replace(root, ''),
  )
  expect(files).toContain('src/index.ts')
  const papers = files.filter((path) => !/^src\/[\w/-]+\.ts$/.test(path))
  expect(papers.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'jsr.json'])
})
