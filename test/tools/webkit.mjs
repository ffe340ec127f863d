// @ts-check
// WebKitGTK: the browser on a display of its own, driven over W3C WebDriver.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { Builder, Capabilities } from 'selenium-webdriver'
import { findWebKit } from './browsers.mjs'

const size = '1280x900'

/**
 * Opens a WebKitGTK window, or says why it cannot.
 * @returns {Promise<{ driver: import('selenium-webdriver').WebDriver, close: () => Promise<void> }>}
 */
export async function openWebKit() {
  const found = await findWebKit()
  if (!found?.driver) throw new Error('No WebKit here: install the packages webkit2gtk-driver and xvfb.')
  /** @type {(() => unknown)[]} */
  const closing = []
  async function close() {
    for (const end of closing.reverse().splice(0)) await end()
  }
  try {
    // Xvfb picks a free display and writes its number to descriptor 3 once it is ready.
    const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    })
    closing.push(() => screen.kill())
    const [display] = await Promise.race([
      once(/** @type {import('node:stream').Readable} */ (screen.stdio[3]), 'data'),
      once(screen, 'exit').then(([code]) => Promise.reject(new Error(`Xvfb ended with ${code}`))),
    ])
    const port = await freePort()
    const service = spawn(found.driver, [`--port=${port}`, '--host=127.0.0.1'], {
      stdio: 'ignore',
      env: { ...found.env, DISPLAY: `:${String(display).trim()}`, NO_AT_BRIDGE: '1' },
    })
    closing.push(() => service.kill())
    const base = `http://127.0.0.1:${port}`
    await untilReady(base)
    const driver = await new Builder()
      .usingServer(base)
      .withCapabilities(
        new Capabilities({
          browserName: 'MiniBrowser',
          'webkitgtk:browserOptions': { binary: found.executablePath, args: ['--automation'] },
          timeouts: { script: 500_000, pageLoad: 120_000 },
        }),
      )
      .build()
    closing.push(() => driver.quit().catch(() => {}))
    return { driver, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** @returns {Promise<number>} a port that nobody has */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

/** @param {string} base */
async function untilReady(base) {
  for (let tries = 4000; ; tries--) {
    const up = await fetch(`${base}/status`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (up) return
    if (tries === 0) throw new Error('WebKitWebDriver does not answer')
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
