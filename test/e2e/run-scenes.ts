import { afterAll, beforeAll, describe, inject, test } from 'vitest'
import { findChromium, findFirefox, findWebKit } from '../tools/browsers.mjs'
import { type BrowserName, openBrowser } from '../tools/open-browser.mjs'
import { type Playground, toPlayground } from './scene.ts'
import { batchScenes } from './scenes/batch.ts'
import { chatScenes } from './scenes/chat.ts'
import { faultScenes } from './scenes/faults.ts'
import { imageScenes } from './scenes/image.ts'
import { objectScenes } from './scenes/object.ts'
import { pageScenes } from './scenes/page.ts'
import { speechScenes } from './scenes/speech.ts'
import { textScenes } from './scenes/text.ts'

const finders = { chromium: findChromium, firefox: findFirefox, webkit: findWebKit }
const tabs = {
  page: pageScenes,
  image: imageScenes,
  text: textScenes,
  chat: chatScenes,
  speech: speechScenes,
  object: objectScenes,
  batch: batchScenes,
  faults: faultScenes,
}

/** Every scene in one window of a browser. Without the browser they are skipped, and with CI=true they fail. */
export async function runScenes(name: BrowserName): Promise<void> {
  const missing = !(await finders[name]()) && process.env.CI !== 'true'
  describe.skipIf(missing)(name, () => {
    let page: Playground
    beforeAll(async () => {
      page = toPlayground(await openBrowser(name), inject('site').below)
    })
    afterAll(() => page?.close())
    for (const [tab, scenes] of Object.entries(tabs)) {
      for (const [rule, play] of Object.entries(scenes)) test(`${tab}: ${rule}`, () => play(page))
    }
  })
}
