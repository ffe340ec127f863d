// SECURITY.md: each promise links to the tests that hold it, and they are there.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './bundle.ts'

const text = readFileSync(join(root, 'SECURITY.md'), 'utf8')

/** The rows of the table below a heading, without its head. */
function rowsBelow(heading: string): string[] {
  const section = text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  return section
    .split('\n')
    .filter((line) => /^\| /.test(line))
    .slice(1)
}

/** The paths that a row links to. */
const linksOf = (row: string): string[] => [...row.matchAll(/\]\((test\/[^)#]+)\)/g)].map(([, path = '']) => path)

test('there are promises, and each links to a test file that exists and holds tests', () => {
  const rows = rowsBelow('Promises')
  expect(rows.length).toBeGreaterThan(15)
  expect(rows.filter((row) => !linksOf(row).length)).toEqual([])
  for (const path of rows.flatMap(linksOf)) {
    expect([path, existsSync(join(root, path))]).toEqual([path, true])
    expect(path).toMatch(/\.test\.tsx?$/)
    expect(readFileSync(join(root, path), 'utf8')).toMatch(/\btest[\w.]*\(/)
  }
})

test('a link has the name of its file', () => {
  const links = [...text.matchAll(/\[([^\]]+)\]\((test\/[^)]+)\)/g)]
  expect(links.filter(([, name = '', path = '']) => !path.endsWith(`/${name}`))).toEqual([])
})

test('each known limit says what it is and what to do', () => {
  const rows = rowsBelow('Known limits')
  expect(rows.length).toBeGreaterThan(10)
  for (const row of rows) expect(row.split('|').filter((cell) => cell.trim().length > 20)).toHaveLength(2)
})

test('the fetch of `npm run test:slow` is the one of the guide', () => {
  const [, recipe = ''] = readFileSync(join(root, 'test/slow/patient-fetch.ts'), 'utf8').split(/^import .*\n/m)
  const guide = readFileSync(join(root, 'docs/errors-and-retries.md'), 'utf8')
  expect(recipe).toContain('headersTimeout: 0')
  expect(guide).toContain(recipe.replace('export ', '').trim())
})
