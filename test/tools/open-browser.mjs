// @ts-check
// One page in any of the three browsers, with the few verbs that the suites need.
import { Key } from 'selenium-webdriver'
import { findFirefox, openChromium, patience } from './browsers.mjs'
import { openWebKit } from './webkit.mjs'

/**
 * A page of a real browser.
 * @typedef {object} BrowserPage
 * @property {string} version the browser's
 * @property {(url: string) => Promise<void>} goto
 * @property {<T, A>(fn: (arg: A) => T | Promise<T>, arg?: A) => Promise<T>} evaluate runs `fn` in the page; what goes in and comes out is JSON
 * @property {(selector: string) => Promise<void>} click
 * @property {(selector: string, text: string) => Promise<void>} fill replaces what stands in a field
 * @property {(key: string) => Promise<void>} press a key where the focus is, by its name: `Enter`, `ArrowLeft`, `Tab` …
 * @property {(selector: string, ...paths: string[]) => Promise<void>} setFiles chooses files in a file input
 * @property {<A>(fn: (arg: A) => unknown, arg?: A) => Promise<void>} waitFor waits until `fn`, run in the page, gives something true
 * @property {() => Promise<Buffer>} screenshot PNG
 * @property {() => Promise<void>} close
 */

/** Asks again until it is so. @param {() => Promise<unknown>} ask @param {string} what */
async function untilTrue(ask, what) {
  for (const end = Date.now() + patience; !(await ask()); await new Promise((resolve) => setTimeout(resolve, 30))) {
    if (Date.now() > end) throw new Error(`Still not so after ${patience} ms: ${what}`)
  }
}

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
  return toBrowserPage(browser, await browser.newPage())
}

/** A page of Playwright's with the verbs of this file. @param {import('playwright').Browser} browser @param {import('playwright').Page} page @returns {BrowserPage} */
export function toBrowserPage(browser, page) {
  page.setDefaultTimeout(patience)
  return {
    version: browser.version(),
    goto: async (url) => void (await page.goto(url)),
    evaluate: (fn, arg) => page.evaluate(/** @type {never} */ (fn), arg),
    click: (selector) => page.click(selector),
    async fill(selector, text) {
      // In Firefox, Playwright writes behind what a number field holds: it must be empty first.
      await page.$eval(selector, (field) => Object.assign(field, { value: '' }))
      await page.fill(selector, text)
    },
    press: (key) => page.keyboard.press(key),
    setFiles: (selector, ...paths) => page.setInputFiles(selector, paths),
    waitFor: (fn, arg) => untilTrue(() => page.evaluate(/** @type {never} */ (fn), arg), `${fn}`),
    screenshot: () => page.screenshot(),
    close: () => browser.close(),
  }
}

/** @returns {Promise<BrowserPage>} */
async function openInWebKit() {
  const { driver, close } = await openWebKit()
  const capabilities = await driver.getCapabilities()
  /** @type {BrowserPage['evaluate']} */
  async function evaluate(fn, arg) {
    const answer = await driver.executeAsyncScript(
      `const [arg, done] = arguments
      Promise.resolve().then(() => (${fn})(arg)).then((value) => done({ value }), (error) => done({ error: String(error) }))`,
      arg ?? null,
    )
    const { value, error } = /** @type {{ value?: never, error?: string }} */ (answer)
    if (error) throw new Error(error)
    return /** @type {never} */ (value)
  }
  return {
    version: String(capabilities.get('browserVersion')),
    goto: (url) => driver.get(url),
    evaluate,
    click: (selector) => driver.findElement({ css: selector }).click(),
    fill: async (selector, text) => {
      const field = driver.findElement({ css: selector })
      await field.clear()
      // Nothing is no text for WebDriver.
      if (text) await field.sendKeys(text)
    },
    press: (key) => driver.switchTo().activeElement().sendKeys(keyOf(key)),
    setFiles: (selector, ...paths) => driver.findElement({ css: selector }).sendKeys(paths.join('\n')),
    waitFor: (fn, arg) => untilTrue(() => evaluate(fn, arg), `${fn}`),
    screenshot: async () => Buffer.from(await driver.takeScreenshot(), 'base64'),
    close,
  }
}

/** The letter by which WebDriver knows a key. @param {string} name @returns {string} */
function keyOf(name) {
  const names = /** @type {Record<string, string>} */ (/** @type {unknown} */ (Key))
  return names[name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()] ?? name
}
