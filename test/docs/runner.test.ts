// The runner itself: it must be able to fail.
import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { findChromium, openChromium } from '../tools/browsers.mjs'
import { type Block, faultOf, readBlocks } from './blocks.ts'
import { runInNode } from './in-node.ts'
import { needsPage, runInPage } from './in-page.ts'
import { runInVitest } from './in-vitest.ts'
import { unknownCommands } from './shell.ts'
import { typeCheck } from './type-check.ts'

const chromium = await findChromium()
const browser = chromium && (await openChromium())
afterAll(() => browser?.close())

const fixture = readBlocks('fixture.md', readFileSync(new URL('runner.fixture.md', import.meta.url), 'utf8'))
const withCode = (text: string): Block => {
  const block = fixture.find(({ code }) => code.includes(text))
  if (!block) throw new Error(`The fixture has no block with ${text}`)
  return block
}
const run = (block: Block, patience?: number) =>
  needsPage(block) && browser ? runInPage(browser, block, patience) : runInNode(block)

test('a block is read with its place, its label and what the comment after it says', () => {
  expect(withCode('three = 3')).toEqual({
    file: 'fixture.md',
    line: 45,
    language: 'js',
    code: 'const three = 3\n',
    expect: 'three === 4',
  })
})

test.for(['const url', 'const text'])('a program that holds: %s', async (text) => {
  expect(await run(withCode(text))).toBeUndefined()
})

test.skipIf(!chromium).for(['#here', "querySelector('img')"])('a page that holds: %s', async (text) => {
  expect(await run(withCode(text))).toBeUndefined()
})

test('an expectation that does not hold fails its block', async () => {
  expect(await run(withCode('three = 3'))).toContain('Does not hold: three === 4')
})

test('a program that throws fails, whatever is expected', async () => {
  expect(await run(withCode('on purpose'))).toContain('Error: on purpose')
})

test.skipIf(!chromium)('an expectation about a page that does not hold fails its block', async () => {
  expect(await run(withCode('body.append'), 1000)).toContain('Does not hold')
})

test.skipIf(!chromium)('a page that asks for anything but the services fails', async () => {
  expect(await run(withCode('elsewhere'))).toContain('Asked for https://elsewhere.example/')
})

test.for([
  ['a test that fails', "test('t', () => expect(1).toBe(2))", 'true', 'expected 1 to be 2'],
  ['an expectation that does not hold', "test('t', () => expect(1).toBe(1))", 'false', 'It does not hold'],
])('%s fails its block in Vitest', async ([, line, expectation, said]) => {
  const code = `import { expect, test } from 'vitest'\n${line}`
  expect(await runInVitest({ file: 'a', line: 1, language: 'ts', code, expect: `${expectation}` })).toContain(said)
})

test('a program without expectation and a label that hides one are faults; a written reason is none', () => {
  expect(faultOf(withCode('is said about it'))).toContain('<!-- expect: expression -->')
  expect(faultOf(withCode('behind another label'))).toContain('```ts')
  expect(faultOf(withCode("reason = 'given'"))).toBeUndefined()
})

test('npm lines that name no script are found', () => {
  expect(unknownCommands(withCode('npm bloom').code)).toEqual(['npm run no-such-script', 'npm bloom'])
})

test('a type error in a block is found', async () => {
  const block = { file: 'a.md', line: 3, language: 'ts', code: 'export const n: number = "one"\n' }
  expect(await typeCheck([block])).toMatch(/a\.md-3\.ts\(1,14\): error TS2322/)
})
