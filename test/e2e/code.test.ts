// What the code panel shows is what the form does: both are run, and what they ask the service must be the same.
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, inject } from 'vitest'
import { scenarios } from '../../playground/tabs/fault-list.ts'
import { makePicture } from '../../src/testing/make/make-picture.ts'
import { findChromium, openChromium } from '../tools/browsers.mjs'
import { toBrowserPage } from '../tools/open-browser.mjs'
import { testInChromium as test } from './in-chromium.ts'
import { key, type Ran, runNode, runPage, runReact, type Setting } from './run-code.ts'
import { type Playground, toPlayground } from './scene.ts'

let browser: Browser
let page: Playground
beforeAll(async () => {
  if (process.env.CI !== 'true' && !(await findChromium())) return
  browser = await openChromium()
  page = toPlayground(toBrowserPage(browser, await browser.newPage()), inject('site').below)
})
afterAll(() => browser?.close())

interface Asked {
  method: string
  url: string
  body: string
}

/** A request without what differs from run to run: the id of a tool's call stays, the key does not. */
const plain = ({ method, url, body }: Asked): Asked => ({ method, url, body })
const sorted = (requests: readonly Asked[]): Asked[] =>
  requests.map(plain).sort((a, b) => (a.url < b.url ? -1 : a.url > b.url ? 1 : 0))

async function readCode(tab: string): Promise<{ page: string; react: string; node: string }> {
  const code = { page: '', react: '', node: '' }
  for (const place of ['page', 'react', 'node'] as const) {
    await page.click(`#${tab}-${place}`)
    code[place] = await page.text(`#${tab} .code-panel code`)
  }
  return code
}

interface Case {
  state: string
  /** Before the code is read and the form is sent. */
  before?: () => Promise<void>
  setting?: Setting
  /** Holds in the page, and in React's, when all has come. */
  shows: string
  showsInReact?: string
  /** What a reader of the component does. */
  press?: boolean
  /** What Node runs after the code. */
  after?: string
  prints: RegExp
  saves?: RegExp
}

const cases: Readonly<Record<string, Case>> = {
  image: {
    state: `seed=7&width=96&height=64&without=rain&nologo=true&prompt=${encodeURIComponent('a "fox"\n</script> & it\'s \\ `1`')}`,
    shows: "document.querySelector('img')?.naturalWidth === 96",
    prints: /^picture\.png with the seed 7\n$/,
    saves: /^picture\.png$/m,
  },
  text: {
    state: `system=${encodeURIComponent('You are a poet')}&temperature=0.5&most=30&seed=4`,
    shows: "document.querySelector('p')?.textContent.includes('cherry tree')",
    prints: /cherry tree.+\n\d+ tokens\n$/s,
  },
  chat: {
    state: 'think=true',
    shows:
      "/cherry trees.+—/.test(document.body.innerText) && document.querySelector('details').textContent.includes('Let me think')",
    press: true,
    prints: /cherry trees.+—/,
  },
  'chat with tools': {
    state: `tools=true&prompt=${encodeURIComponent('What is the weather in Oslo?')}`,
    // A message that only calls a tool leaves no empty line.
    shows: `/The tool says “{"city"/.test(document.body.innerText) && !/^assistant: *$/m.test(document.body.innerText)`,
    press: true,
    after: "console.log('\\n' + messages.map(({ role }) => role))",
    prints: /The tool says “{"city".*\nuser,assistant,tool,assistant\n$/s,
  },
  object: {
    state: '',
    shows: `/"months": \\[[^\\]]+\\]\\s+\\}\\s+\\}/.test(document.querySelector('pre')?.textContent)`,
    prints: /months: \[ '.+', '.+' \]\s+}\n}\n$/,
  },
  speech: {
    state: 'manner=softly',
    shows: "document.querySelector('audio')?.duration > 1 || document.querySelector('audio')?.load()",
    prints: /^speech\.wav audio\/wav\n$/,
    saves: /^speech\.wav$/m,
  },
  batch: {
    state: `fail=false&interval=5&prompts=${encodeURIComponent('a fox\nan owl\na hare')}`,
    shows: "document.querySelectorAll('img').length === 3 && document.querySelector('progress').position === 1",
    press: true,
    prints: /^1 of 3, 0 failed\n2 of 3, 0 failed\n3 of 3, 0 failed\n$/,
    saves: /^pictures\/3\.png$/m,
  },
}

for (const [name, { state, setting = {}, shows, press, after = '', prints, saves }] of Object.entries(cases)) {
  test(`${name}: the form, a page, React and Node ask the same`, async () => {
    const tab = name.split(' ')[0] ?? ''
    await page.open(tab, state)
    const code = await readCode(tab)
    const before = (await page.requests()).length
    await page.ask(tab)
    await page.until(tab, 'done')
    const asked = sorted((await page.requests()).slice(before))
    expect(asked.length).toBeGreaterThan(0)
    expect(code.page + code.react + code.node).not.toContain(key)

    const act: Parameters<typeof runReact>[4] = async (page) => {
      if (press) await page.click('button')
    }
    const [inPage, inReact, node] = await Promise.all([
      runPage(browser, code.page, shows, setting),
      runReact(browser, code.react, shows, setting, act),
      runNode(`${code.node}\n${after}`, setting),
    ])
    const runs: Record<string, Ran> = { page: inPage, react: inReact, node }
    for (const [place, { requests }] of Object.entries(runs)) expect(sorted(requests), place).toEqual(asked)
    expect(node.output).toMatch(prints)
    if (saves) expect(node.files.join('\n')).toMatch(saves)
  })
}

test('chat with a history and a picture: the form, a page, React and Node ask the same', async () => {
  const file = { name: 'small.png', bytes: makePicture(8, 8) }
  await page.open('chat')
  await page.ask('chat')
  await page.until('chat', 'done')
  await page.evaluate(
    (bytes) => {
      const items = new DataTransfer()
      items.items.add(new File([new Uint8Array(bytes)], 'small.png', { type: 'image/png' }))
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: items }))
    },
    [...file.bytes],
  )
  await page.prompt('chat', 'What do you see?')
  const code = await readCode('chat')
  await page.ask('chat')
  await page.waitFor(() => document.querySelectorAll('.talk .answered').length === 2)
  await page.until('chat', 'done')
  const asked = (await page.requests()).slice(1).map(plain)
  const shows = "document.body.innerText.includes('I received: image/png')"
  const inPage = await runPage(browser, code.page, shows, { file })
  const inReact = await runReact(browser, code.react, shows, { file }, (page) =>
    page.setInputFiles('input', { name: file.name, mimeType: 'image/png', buffer: Buffer.from(file.bytes) }),
  )
  const inNode = await runNode(code.node, { file })
  expect(inPage.requests.map(plain)).toEqual(asked)
  expect(inReact.requests.map(plain)).toEqual(asked)
  expect(inNode.requests.map(plain)).toEqual(asked)
})

for (const [name, { faults, options }] of Object.entries(scenarios)) {
  test(`faults: the code sees what the page says, and asks the same (${name})`, async () => {
    await page.open('faults', `fault=${name}`)
    const code = await readCode('faults')
    await page.ask('faults')
    await page.until('faults', name === 'passing' ? 'done' : 'error')
    const asked = (await page.requests()).map(plain)
    const error = await page.text('#faults .code')
    const message = await page.text('#faults .message')
    const setting = { faults }
    const shown = error
      ? `document.body.innerText.includes('${error}: ')`
      : "document.body.innerText.includes('image/png')"
    const shownInReact = error
      ? `document.querySelector('code')?.textContent === '${error}'`
      : `document.querySelector('img')?.naturalWidth === ${options.width}`
    // In React and Node the code brings its own emulator: nothing may reach another, and what it was asked is read from it.
    const told = 'JSON.stringify(fetch.requests.map(({ method, url, body }) => ({ method, url, body })))'
    const react = `${code.react}\nglobalThis.tell = () => ${told}`
    const runs = [
      runPage(browser, code.page, shown, setting),
      runNode(`${code.node}\nconsole.log('\\n' + ${told})`),
      // The hooks ask nothing for an empty prompt.
      ...(name === 'nothing'
        ? []
        : [runReact(browser, react, `${shownInReact} && tell() === ${JSON.stringify(JSON.stringify(asked))}`)]),
    ]
    const [inPage, inNode, inReact] = await Promise.all(runs)
    for (const ran of [inPage, inNode]) expect(ran?.output).toContain(error ? `${error}: ${message}` : 'image/png')
    expect(inPage?.requests.map(plain)).toEqual(asked)
    expect(JSON.parse(inNode?.output.trim().split('\n').at(-1) ?? '')).toEqual(asked)
    expect([...(inNode?.requests ?? []), ...(inReact?.requests ?? [])]).toEqual([])
  })
}
