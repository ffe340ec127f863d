// The API reference that `npm run docs` builds: that nothing is missing in it, that its examples run, that one finds things in it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findChromium, openChromium } from '../tools/browsers.mjs'
import type { Block } from './blocks.ts'
import { expectations } from './examples.ts'
import { runInNode } from './in-node.ts'
import { buildReference, type Documented } from './reference.ts'
import { brokenLinks } from './site-links.ts'
import { typeCheck } from './type-check.ts'

const folder = mkdtempSync(join(tmpdir(), 'reference-'))
afterAll(() => rmSync(folder, { recursive: true }))
const { documented, bareProperties } = await buildReference(folder)

test('each export has a summary and one example, a function a word on each parameter and on its result', () => {
  expect(documented.length).toBeGreaterThan(100)
  expect(documented.filter(({ lacks }) => lacks.length).map(({ name, lacks }) => `${name}: ${lacks}`)).toEqual([])
})

test('each property of a public interface has a comment', () => {
  expect(bareProperties).toEqual([])
})

// What a hook does takes a page to see: test/react has that.
const run = documented.filter(({ entry, isType }) => entry !== 'react' || isType)
const toBlock = ({ entry, name, examples: [code = ''] }: Documented, at: number): Block => ({
  file: `${entry}.${name}`,
  // Its number, as some disks hold useChat and UseChat for one name.
  line: at,
  language: entry === 'react' ? 'tsx' : 'ts',
  code,
  expect: expectations[name] ?? 'a line in test/docs/examples.ts',
})

test('each example says what must come of it, and nothing else does', () => {
  expect(Object.keys(expectations).sort()).toEqual(run.map(({ name }) => name).sort())
})

test('the examples compile', async () => {
  expect(await typeCheck(documented.map(toBlock))).toBe('')
})

const rows = run.map(toBlock).map((block) => [block.file, block] as const)
test.for(rows)('the example of %s holds', async ([, block]) => {
  expect(await runInNode(block)).toBeUndefined()
})

test('each link of the site leads somewhere, to the heading that it names', () => {
  const { broken, count } = brokenLinks(join(folder, 'site'))
  expect(broken).toEqual([])
  expect(count).toBeGreaterThan(1000)
})

/** What is looked for, and a page that must be among what is found. */
const searches: [words: string, page: string][] = [
  ['timeout', 'interfaces/index.CallOptions.html#timeout'],
  ['timeout', 'documents/Errors_and_retries.html'],
  ['seed', 'interfaces/index.ImageParameters.html#seed'],
  ['seed', 'documents/Pictures.html'],
  ['rate limit', 'classes/index.RateLimitError.html'],
  ['rate limit', 'documents/Many_calls_and_limits.html'],
]

const chromium = await findChromium()
let browser: Browser
beforeAll(async () => {
  if (chromium) browser = await openChromium()
})
afterAll(() => browser?.close())

test.skipIf(!chromium).for(searches)('a search for "%s" finds %s', async ([words, page]) => {
  const site = await browser.newPage()
  await site.goto(pathToFileURL(join(folder, 'site/index.html')).href)
  await site.locator('#tsd-search-trigger').click()
  await site.locator('#tsd-search-input').fill(words)
  await site.locator('#tsd-search-results a').first().waitFor()
  const found = await site.locator('#tsd-search-results a').evaluateAll((links) => links.map((link) => `${link}`))
  expect(found.map((href) => href.split('/site/')[1])).toContain(page)
  await site.close()
})
