// The changelog is written by a tool, from the notes in .changeset.
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { manifest, root, run, temporaryFolder } from './pack.ts'

const { path, remove } = temporaryFolder()
afterAll(remove)

test('a version takes the notes into the changelog, above those of before', () => {
  for (const name of ['.changeset', 'package.json', 'package-lock.json', 'CHANGELOG.md']) {
    cpSync(join(root, name), join(path, name), { recursive: true })
  }
  writeFileSync(join(path, '.changeset/note.md'), "---\n'blossom-ai': minor\n---\n\nA note of this test.\n")
  run(process.execPath, [join(root, 'node_modules/@changesets/cli/bin.js'), 'version'], path)

  const { version } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as { version: string }
  const [major, minor] = manifest.version.split('.').map(Number) as [number, number]
  expect(version).toBe(`${major}.${minor + 1}.0`)
  const [before, after] = [root, path].map((folder) => readFileSync(join(folder, 'CHANGELOG.md'), 'utf8')) as [
    string,
    string,
  ]
  expect(after).toMatch(new RegExp(`^# blossom-ai\n\n## ${version}\n\n### Minor Changes\n`))
  expect(after).toContain('A note of this test.')
  expect(after.endsWith(before.replace(/^.*\n/, ''))).toBe(true)
})
