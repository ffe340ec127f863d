// @ts-check
// The browsers of this machine, for every suite that needs one. Nothing is downloaded: what the system lacks
// is left out, except Chromium, which is also in a devDependency.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { unpackChromium } from './unpack-chromium.mjs'

/**
 * A browser that can be started.
 * @typedef {object} Found
 * @property {string} executablePath
 * @property {Record<string, string | undefined>} env what the process needs around it
 * @property {string} [driver] WebKit: the WebDriver beside the browser
 */

/** Where Debian puts MiniBrowser; it is not on the PATH. */
const miniBrowsers = ['webkit2gtk-4.1', 'webkit2gtk-4.0', 'webkitgtk-6.0'].map(
  (version) => `/usr/lib/x86_64-linux-gnu/${version}/MiniBrowser`,
)

/**
 * Flags for a headless run as root that calls nobody. Web security stays on: CORS is part of what is tested.
 * @public also for suites that start Chromium by themselves
 */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** How long a page may take to do what it was asked, on a machine that is busy with other things. Milliseconds. */
export const patience = 100_000

/** `CHROMIUM_PATH`, the system's, or the one in node_modules. @returns {Promise<Found | undefined>} */
export async function findChromium() {
  const system = firstOf(process.env.CHROMIUM_PATH, 'chromium', 'chromium-browser', 'google-chrome')
  return system ? { executablePath: system, env: process.env } : unpackChromium()
}

/** `FIREFOX_PATH` or the system's. @returns {Promise<Found | undefined>} */
export async function findFirefox() {
  const executablePath = firstOf(process.env.FIREFOX_PATH, 'firefox-esr', 'firefox')
  return executablePath ? { executablePath, env: process.env } : undefined
}

/** WebKitGTK: the browser, its WebDriver and a display to open it on. @returns {Promise<Found | undefined>} */
export async function findWebKit() {
  const executablePath = firstOf(process.env.MINIBROWSER_PATH, ...miniBrowsers)
  const driver = firstOf('WebKitWebDriver')
  return executablePath && driver && firstOf('Xvfb') ? { executablePath, driver, env: process.env } : undefined
}

/**
 * Opens a headless Chromium, or says why it cannot.
 * @returns {Promise<import('playwright').Browser>}
 */
export async function openChromium() {
  const found = await findChromium()
  if (!found) throw new Error('No Chromium here: set CHROMIUM_PATH, or install the package chromium.')
  const { chromium } = await import('playwright')
  return chromium.launch({
    executablePath: found.executablePath,
    env: found.env,
    args: chromiumArgs,
    timeout: patience,
  })
}

/** The first of these paths or commands that can be run. @param {...(string | undefined)} names */
function firstOf(...names) {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const paths = names.flatMap((name) =>
    !name ? [] : name.includes('/') ? [name] : folders.map((dir) => join(dir, name)),
  )
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
