// @ts-check
// WebKitGTK for vitest's browser mode: opens the page that vitest names, and nothing else.
import { defineBrowserProvider } from '@vitest/browser'
import { openWebKit } from './webkit.mjs'

export const webkit = () =>
  defineBrowserProvider({
    name: 'webkitgtk',
    supportedBrowser: ['webkit'],
    options: {},
    providerFactory() {
      /** @type {(() => Promise<void>)[]} */
      const closing = []
      return {
        name: 'webkitgtk',
        supportsParallelism: false,
        initScripts: [],
        getCommandsContext: () => ({}),
        async openPage(_id, url) {
          const { driver, close } = await openWebKit()
          closing.push(close)
          await driver.get(url)
        },
        async close() {
          await Promise.all(closing.splice(0).map((close) => close()))
        },
      }
    },
  })
