// @ts-check
// One page in any of the three browsers, with the few verbs that the suites need.
import { findFirefox, openChromium } from './browsers.mjs'
import { openWebKit } from './webkit.mjs'

/**
 * A page of a real browser.
 * @typedef {object} BrowserPage
 * @property {string} version the browser's
 * @property {(url: string) => Promise<void>} goto
 * @property {<T, A>(fn: (arg: A) => T | Promise<T>, arg?: A) => Promise<T>} evaluate runs `fn` in the page; what goes in and comes out is JSON
 * @property {(selector: string) => Promise<void>} click
 * @property {(selector: string, text: string) => Promise<void>} fill replaces what stands in a field
 * @property {() => Promise<Buffer>} screenshot PNG
 * @property {() => Promise<void>} close
 */

/** @typedef {'chromium' | 'firefox' | 'webkit'} BrowserName */

/** Opens a page in a browser of its own, or says why it cannot. @param {BrowserName} name @returns {Promise<BrowserPage>} */
export async function openBrowser(name) {
  return name === 'webkit' ? openInWebKit() : openInPlaywright(name === 'chromium' ? openChromium : openFirefox)
}

/** @returns {Promise<import('playwright').Browser>} */
async function openFirefox() {
  const found = await findFirefox()
  if (!found) throw new Error('No Firefox here: set FIREFOX_PATH, or install the package firefox-esr.')
  const { firefox } = await import('playwright')
  // The system's Firefox speaks WebDriver BiDi; Playwright's own protocol needs a build of its own.
  return firefox.launch(
    /** @type {import('playwright').LaunchOptions} */ ({
      channel: 'moz-firefox',
      executablePath: found.executablePath,
    }),
  )
}

/** @param {() => Promise<import('playwright').Browser>} open @returns {Promise<BrowserPage>} */
async function openInPlaywright(open) {
  const browser = await open()
  const page = await browser.newPage()
  return {
    version: browser.version(),
    goto: async (url) => void (await page.goto(url)),
    evaluate: (fn, arg) => page.evaluate(/** @type {never} */ (fn), arg),
    click: (selector) => page.click(selector),
    fill: (selector, text) => page.fill(selector, text),
    screenshot: () => page.screenshot(),
    close: () => browser.close(),
  }
}

/** @returns {Promise<BrowserPage>} */
async function openInWebKit() {
  const { driver, close } = await openWebKit()
  const capabilities = await driver.getCapabilities()
  return {
    version: String(capabilities.get('browserVersion')),
    goto: (url) => driver.get(url),
    evaluate: async (fn, arg) => {
      const answer = await driver.executeAsyncScript(
        `const [arg, done] = arguments
        Promise.resolve().then(() => (${fn})(arg)).then((value) => done({ value }), (error) => done({ error: String(error) }))`,
        arg ?? null,
      )
      const { value, error } = /** @type {{ value?: never, error?: string }} */ (answer)
      if (error) throw new Error(error)
      return /** @type {never} */ (value)
    },
    click: (selector) => driver.findElement({ css: selector }).click(),
    fill: async (selector, text) => {
      const field = driver.findElement({ css: selector })
      await field.clear()
      await field.sendKeys(text)
    },
    screenshot: async () => Buffer.from(await driver.takeScreenshot(), 'base64'),
    close,
  }
}
