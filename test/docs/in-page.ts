import type { Browser, Page } from 'playwright'
import { createEmulator } from '../../src/testing/index.ts'
import { answerRoute } from '../tools/answer-route.ts'
import type { Block } from './blocks.ts'
import { bundle } from './bundle.ts'

const address = 'http://localhost/'

/** A block that touches the page is run in one, as every html block is. */
export const needsPage = ({ language, code }: Block): boolean =>
  language === 'html' || language === 'tsx' || /\bdocument\b/.test(code)

/** Runs a block in a page of its own, and tries its expectation for so many ms; gives what went wrong, or nothing. */
export async function runInPage(browser: Browser, block: Block, patience = 60_000): Promise<string | undefined> {
  const page = await browser.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(`${error}`))
  try {
    await keepOutput(page)
    await connect(page, await toHtml(block), errors)
    await page.goto(address)
    const holds = block.language === 'html' ? `${block.expect}` : 'globalThis.holds?.()'
    await page.waitForFunction(holds, null, { timeout: patience })
  } catch {
    errors.push(`Does not hold: ${block.expect}`, `It printed: ${await page.evaluate('output').catch(() => '')}`)
  } finally {
    await page.close()
  }
  return errors.join('\n') || undefined
}

/** Renders the block's App, as an app in development would. */
const mount = `
import { createElement as element, StrictMode as Strict } from 'react'
import { createRoot as root } from 'react-dom/client'
root(document.querySelector('#app')).render(element(Strict, null, element(App)))`

/** A script gets a page with an empty picture, a paragraph and a button to write to. */
async function toHtml({ language, code, expect }: Block): Promise<string> {
  if (language === 'html') return code
  const rest = language === 'tsx' ? mount : ''
  const script = await bundle(
    `${code}${rest}\n;globalThis.holds = () => (${expect})`,
    'browser',
    language === 'tsx' ? 'tsx' : 'ts',
  )
  // In the head, so that the body's text is what the block made of it.
  const head = `<script type="module">${script.replaceAll('</', '<\\/')}</script>`
  return `<!doctype html><head>${head}</head><body><img alt=""><p></p><button></button><div id="app"></div></body>`
}

/** The page itself, the library from wherever the page asks for it, the emulator for the services, and nothing else. */
async function connect(page: Page, html: string, errors: string[]): Promise<void> {
  const emulator = createEmulator()
  const library = await bundle(`export * from 'blossom-ai'`, 'browser')
  await page.route('**/*', async (route) => {
    const { href, hostname, pathname } = new URL(route.request().url())
    if (href === address) return route.fulfill({ contentType: 'text/html', body: html })
    if (/blossom-ai|blossom\.min\.js/.test(pathname)) {
      const headers = { 'access-control-allow-origin': '*' }
      return route.fulfill({ contentType: 'text/javascript', headers, body: library })
    }
    // `/api/ai` stands for a server of the page's own, which asks for it.
    if (hostname.endsWith('.pollinations.ai') || pathname.startsWith('/api/ai/')) return answerRoute(route, emulator)
    if (pathname !== '/favicon.ico') errors.push(`Asked for ${href}`)
    return route.abort()
  })
}

const keepOutput = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const state = Object.assign(globalThis, { output: '' })
    const log = console.log
    console.log = (...values: unknown[]) => {
      state.output += `${values.join(' ')}\n`
      log(...values)
    }
  })
