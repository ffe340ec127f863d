// The playground inside a frame of another page: it stays on the emulator and takes no key.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, inject } from 'vitest'
import { testInChromium as test, useChromium } from './in-chromium.ts'

const play = useChromium()

test.each([
  { path: 'index.html', live: '[name="live"]', key: '[name="key"]' },
  { path: 'react/index.html', live: '[name="key"]', key: '[name="key"]' },
])('in a frame of another page $path cannot go live', ({ path, live, key }) =>
  play(async ({ page, faults }) => {
    const site = inject('site')
    const outer = createServer((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(`<!doctype html><title>Outer</title><iframe src="${site.below}${path}"></iframe>`),
    ).listen(0, '127.0.0.1')
    try {
      await once(outer, 'listening')
      // Another port is another origin.
      await page.goto(`http://127.0.0.1:${(outer.address() as AddressInfo).port}/`)
      const inner = page.frameLocator('iframe')
      await inner.locator(live).waitFor({ state: 'attached' })
      expect([await inner.locator(live).isDisabled(), await inner.locator(key).isVisible()]).toEqual([
        true,
        live === key,
      ])
      expect(await inner.locator('body').innerText()).toMatch(/Open (it|this page) in a tab of its own to go live/)
      // Nor when something switches it on all the same.
      await inner.locator(live).evaluate((field: HTMLInputElement) => {
        field.disabled = false
        field.checked = true
        field.dispatchEvent(new Event('input', { bubbles: true }))
      })
      expect(await inner.locator('body').innerText()).not.toContain('gen.pollinations.ai')
    } finally {
      outer.close()
      outer.closeAllConnections()
      // The outer page is of another origin than the site that is looked at.
      faults.splice(0)
    }
  }),
)
