import { type BrowserName, openBrowser } from '../../tools/open-browser.mjs'
import type { OpenRuntime } from '../runtimes.ts'
import type { Outcome } from '../suite/main.mjs'

/** A browser: each run is a page of its own, loaded from another origin than the one that is called. */
export async function openBrowserRuntime(name: BrowserName): Promise<OpenRuntime> {
  const page = await openBrowser(name)
  return {
    version: page.version,
    async run({ old, ...given }) {
      await page.goto(`${given.origins.control}/page`)
      return page.evaluate(
        async (task: { old: boolean; given: object; suite: string }): Promise<Outcome> => {
          const { old, given, suite } = task
          const gone = old && (await import(`${suite}/old-engine.mjs`)).becomeOld()
          const { main } = await import(`${suite}/main.mjs`)
          return { ...(await main(given)), gone }
        },
        { old, given, suite: '/test/runtimes/suite' },
      )
    },
    close: page.close,
  }
}
