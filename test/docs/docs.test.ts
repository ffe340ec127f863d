// Every code block of README.md and docs/*.md, run on the emulator. How to write one: CONTRIBUTING.md.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { afterAll, expect, test } from 'vitest'
import { findChromium, openChromium } from '../tools/browsers.mjs'
import { type Block, faultOf, isProgram, readBlocks } from './blocks.ts'
import { root } from './bundle.ts'
import { runInNode } from './in-node.ts'
import { needsPage, runInPage } from './in-page.ts'
import { needsVitest, runInVitest } from './in-vitest.ts'
import { unknownCommands } from './shell.ts'
import { typeCheck } from './type-check.ts'

const guides = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))
const files = ['README.md', ...guides.map((name) => `docs/${name}`)].filter((file) => existsSync(join(root, file)))
const blocks = files.flatMap((file) => readBlocks(file, readFileSync(join(root, file), 'utf8')))
const title = ({ file, line }: { file: string; line: number }) => `${file}:${line}`

test('each block can be run, or says why not', () => {
  const faults = blocks.map((block) => [title(block), faultOf(block)]).filter(([, fault]) => fault)
  expect(faults).toEqual([])
})

test('at most five blocks are not run', () => {
  expect(blocks.filter((block) => block.notRun).length).toBeLessThanOrEqual(5)
})

test('a block that is run with the starts stands in docs/start.md', () => {
  const starts = blocks.filter(({ file }) => file === 'docs/start.md').map(({ code }) => code)
  for (const { runBy, code } of blocks.filter((block) => block.runBy)) {
    expect(runBy).toBe('npm run test:packages')
    expect(starts).toContain(code)
  }
})

test('the ts blocks compile', async () => {
  expect(await typeCheck(blocks.filter(({ language }) => /^tsx?$/.test(language)))).toBe('')
})

const rows = (some: Block[]) => some.map((block) => [title(block), block] as const)
const programs = blocks.filter((block) => isProgram(block) && block.expect)

test.for(rows(blocks.filter(({ language }) => language === 'sh')))('%s names npm scripts that exist', ([, block]) => {
  expect(unknownCommands(block.code)).toEqual([])
})

test.for(rows(programs.filter((block) => !needsPage(block) && !needsVitest(block))))(
  '%s holds what it says',
  async ([, block]) => {
    expect(await runInNode(block)).toBeUndefined()
  },
)

let browser: Promise<Browser> | undefined
afterAll(async () => (await browser)?.close())

test.for(rows(programs.filter(needsVitest)))('%s holds what it says, in Vitest', async ([, block]) => {
  expect(await runInVitest(block)).toBeUndefined()
})

test.for(rows(programs.filter((block) => needsPage(block) && !needsVitest(block))))(
  '%s holds what it says, in a page',
  async ([, block], { skip }) => {
    if (!(await findChromium())) skip('no Chromium here')
    browser ??= openChromium()
    expect(await runInPage(await browser, block)).toBeUndefined()
  },
)
