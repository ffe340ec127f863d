import type { Browser, BrowserContextOptions, Page, Route } from 'playwright'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { Emulator } from '../../src/testing/index.ts'
import { findChromium, openChromium, patience } from '../tools/browsers.mjs'
import type { PageEmulator } from './scene.ts'

/** A test that needs Chromium: skipped where there is none, and with CI=true a failure. */
export const testInChromium = test.skipIf(!(await findChromium()) && process.env.CI !== 'true')

/** What only Chromium's own tools can show: one browser for a file of tests, each in a page of its own. */
export interface Stage {
  page: Page
  /** Everything that went wrong on the page, and every request that left it; empty in the end unless a test takes it out. */
  faults: string[]
  /** Whatever was sent: method, address, headers and body. */
  sent: string[]
  ask(tab: string): Promise<void>
  open(tab: string): Promise<void>
  until(tab: string, state: string): Promise<void>
  /** Milliseconds between the pieces of the emulator's streams. */
  setPace(pace: number): Promise<void>
}

/** Opens the browser around all tests of a file. */
export function useChromium(): (
  play: (stage: Stage) => Promise<void>,
  options?: BrowserContextOptions,
) => Promise<void> {
  let browser: Browser
  beforeAll(async () => {
    if (process.env.CI === 'true' || (await findChromium())) browser = await openChromium()
  })
  afterAll(() => browser?.close())

  return async (play, options = {}) => {
    const site = inject('site').below
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
    const page = await context.newPage()
    page.setDefaultTimeout(patience)
    const faults: string[] = []
    const sent: string[] = []
    page.on('console', (message) => {
      if (['error', 'warning', 'assert'].includes(message.type())) faults.push(`${message.type()}: ${message.text()}`)
    })
    page.on('pageerror', (error) => faults.push(`${error}`))
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url())
      sent.push(`${request.method()} ${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}`)
      if (origin !== new URL(site).origin && protocol !== 'blob:') faults.push(`asked ${request.url()}`)
    })
    const ready = (tab: string) => page.waitForSelector(`#${tab} .ask-button`)
    try {
      await page.goto(site)
      await ready('image')
      await play({
        page,
        faults,
        sent,
        ask: (tab) => page.click(`#${tab} .ask-button`),
        async open(tab) {
          await page.click(`#tab-${tab}`)
          await ready(tab)
        },
        until: (tab, state) => page.waitForSelector(`#${tab}[data-state="${state}"]`).then(() => undefined),
        setPace: (pace) =>
          page.evaluate((pace) => (globalThis as unknown as { emulator: PageEmulator }).emulator.setPace(pace), pace),
      })
      expect(faults).toEqual([])
    } finally {
      await context.close()
    }
  }
}

/** A live host, as an emulator has it. */
export async function answerRoute(route: Route, emulator: Emulator): Promise<void> {
  const request = route.request()
  const body = request.postDataBuffer()
  const response = await emulator(request.url(), {
    method: request.method(),
    headers: request.headers(),
    ...(body ? { body: new Uint8Array(body) } : {}),
  })
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  })
}
