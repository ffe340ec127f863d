// The stream contract has rows S1 … S17. Each row has a test, and a title begins with the id of the row that it proves.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROWS = Array.from({ length: 17 }, (_, at) => `S${at + 1}`)

/** The titles of the tests in a folder, by the id that they begin with. */
function titlesIn(folder: string): Map<string, string[]> {
  const path = fileURLToPath(new URL(folder, import.meta.url))
  const titles = new Map<string, string[]>()
  for (const file of readdirSync(path)) {
    if (!file.endsWith('.test.ts')) continue
    const source = readFileSync(`${path}/${file}`, 'utf8')
    for (const [, , title = ''] of source.matchAll(/^ *test(\.for\([\w.()]*\))?\(\s*['"`](.*)/gm)) {
      const [id = ''] = /^S\d+(?=: )/.exec(title) ?? []
      titles.set(id, [...(titles.get(id) ?? []), title])
    }
  }
  return titles
}

const titles = titlesIn('.')

test.for(ROWS)('the row %s of the stream contract has a test', (row) => {
  expect(titles.get(row) ?? []).not.toEqual([])
})

test('no test proves a row that is not there', () => {
  expect([...titles.keys()].filter((id) => id !== '' && !ROWS.includes(id))).toEqual([])
})

test.for(ROWS.filter((row) => row !== 'S5'))('the row %s is proved on both hosts', (row) => {
  expect((titles.get(row) ?? []).filter((title) => / on (%s|\$host)/.test(title))).not.toEqual([])
})
