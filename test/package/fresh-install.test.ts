// The package in a new project, as someone has it who has just installed it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serveEmulator } from '../server/serve.ts'
import { findChromium, openChromium } from '../tools/browsers.mjs'
import { pack, run, runAsync, temporaryFolder } from './pack.ts'
import { serveFolder } from './serve-folder.ts'

const chromium = await findChromium()
const project = temporaryFolder()
const emulator = await serveEmulator()
const site = await serveFolder(project.path)
const classic = JSON.stringify({
  image: emulator.url('image.pollinations.ai'),
  text: emulator.url('text.pollinations.ai'),
})

function write(path: string, text: string): void {
  const file = join(project.path, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/** Opens a page of the project; gives its text once it says that it is done, or its errors. */
async function open(path: string): Promise<string> {
  const browser = await openChromium()
  try {
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(`${error}`))
    await page.goto(`${site.origin}/${path}`)
    await page.waitForSelector('.done, .failed', { timeout: 100_000 }).catch(() => errors.push('It never ended.'))
    return [await page.textContent('body'), ...errors].join('\n').trim()
  } finally {
    await browser.close()
  }
}

beforeAll(() => {
  write('package.json', '{ "private": true, "type": "module" }')
  // Offline: a package without dependencies needs no registry.
  run('npm', ['install', '--offline', pack(project.path).tarball], project.path)
})
afterAll(async () => {
  site.close()
  await emulator.close()
  project.remove()
})

test('a script in Node calls the service', async () => {
  write(
    'script.js',
    `import { chat, generateImage, imageUrl, pollinations, pollinationsClassic, streamText } from 'blossom-ai'
     const gen = { provider: pollinations('${emulator.url('gen.pollinations.ai')}'), apiKey: 'sk_test' }
     const { text } = await chat([{ role: 'user', content: 'Hello' }], gen)
     let streamed = ''
     for await (const piece of streamText('Hello', gen)) streamed += piece
     const { blob } = await generateImage('a fox', { provider: pollinationsClassic(${classic}), width: 64, height: 64 })
     console.log(JSON.stringify([text.length > 0, streamed.length > 0, blob.size > 0, imageUrl('a fox')]))`,
  )
  const output = await runAsync(process.execPath, ['script.js'], project.path)
  const url = 'https://image.pollinations.ai/prompt/a%20fox?model=flux&width=1024&height=1024'
  expect(JSON.parse(output)).toEqual([true, true, true, url])
})

test('the emulator of the package answers the package', async () => {
  write(
    'emulated.js',
    `import { generateText } from 'blossom-ai'
     import { createEmulator } from 'blossom-ai/testing'
     const fetch = createEmulator()
     console.log((await generateText('Hello there', { fetch })).length > 0, fetch.requests.length)`,
  )
  expect(await runAsync(process.execPath, ['emulated.js'], project.path)).toBe('true 1\n')
})

test('what the package makes, the package saves', async () => {
  write(
    'saved.js',
    `import { readdirSync, statSync } from 'node:fs'
     import { generateImage } from 'blossom-ai'
     import { save } from 'blossom-ai/save'
     import { createEmulator } from 'blossom-ai/testing'
     const picture = await generateImage('a fox', { fetch: createEmulator(), width: 64, height: 64 })
     const path = await save(picture, 'pictures/fox.png')
     console.log(path, statSync(path).size === picture.blob.size, readdirSync('pictures').length)`,
  )
  expect(await runAsync(process.execPath, ['saved.js'], project.path)).toBe('pictures/fox.png true 1\n')
})

test.skipIf(!chromium)('a page built by Vite shows a picture', async () => {
  write('page/index.html', '<body><script type="module" src="/main.js"></script></body>')
  write(
    'page/main.js',
    `import { imageUrl, pollinationsClassic } from 'blossom-ai'
     import { save } from 'blossom-ai/save'
     window.onclick = () => save(new Blob(['x']), 'x.txt')
     const image = new Image()
     image.onload = () => { document.body.textContent = 'width ' + image.naturalWidth; document.body.className = 'done' }
     image.src = imageUrl('a fox', { provider: pollinationsClassic(${classic}), width: 64, height: 64 })`,
  )
  await build({ root: join(project.path, 'page'), base: './', configFile: false, logLevel: 'error' })
  expect(await open('page/dist/')).toBe('width 64')
})

test.skipIf(!chromium)('a page without any build calls the service through a script tag', async () => {
  write(
    'plain.html',
    `<!doctype html><body><script type="module">
      import { generateText, pollinationsClassic } from './node_modules/blossom-ai/dist/blossom.min.js'
      const text = await generateText('Hello there', { provider: pollinationsClassic(${classic}) })
      document.body.textContent = 'it wrote ' + (text.length > 0)
      document.body.className = 'done'
    </script></body>`,
  )
  expect(await open('plain.html')).toBe('it wrote true')
})
