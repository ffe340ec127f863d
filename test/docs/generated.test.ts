// What scripts write must be what they would write now, and what is claimed must be shown by a test.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readResults } from '../../docs/tools/benchmarks.mjs'
import { evidence } from '../../docs/tools/evidence.mjs'
import { made } from '../../docs/tools/write.mjs'
import { root } from './bundle.ts'

const read = (file: string) => readFileSync(join(root, file), 'utf8')

test.for(Object.entries(made()))('%s is what `npm run docs` would write', ([file, text]) => {
  expect(read(file)).toBe(text)
})

test('each row of what goes wrong has a test that shows it', () => {
  const rows = Object.keys(readResults().features?.data.clients[0]?.found ?? {})
  expect(Object.keys(evidence)).toEqual(rows)
  const missing = Object.values(evidence).filter(({ file, title }) => !read(file).includes(title))
  expect(missing).toEqual([])
})

test('the fault table has 58 cases, and a reason for each that blossom-ai does not hold', () => {
  const { families = [], clients = [] } = readResults().features?.data ?? {}
  const cases = families.flatMap((family) => family.cases)
  expect(new Set(cases.map(({ name }) => name)).size).toBe(58)
  const verdicts = clients.find(({ name }) => name === 'blossom-ai')?.verdicts ?? {}
  expect(cases.filter(({ name, gap }) => verdicts[name] !== 'held' && !gap)).toEqual([])
})

test('llms.txt names each function of the main entry, with a sentence', async () => {
  const functions = Object.entries(await import('../../src/index.ts')).filter(([, value]) => !/^class/.test(`${value}`))
  const bare = functions.filter(([name]) => !new RegExp(`^- \`${name}\`: [A-Z].{10,}[.]$`, 'm').test(read('llms.txt')))
  expect(bare.map(([name]) => name)).toEqual([])
})
