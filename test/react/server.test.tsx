// @vitest-environment node
import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { createEmulator } from '../../src/testing/index.ts'
import { Page } from './page.tsx'

test('on a server everything is rendered as idle, without a request and without a warning', async () => {
  const emulator = createEmulator()
  const html = renderToString(
    <StrictMode>
      <Page fetch={emulator} />
    </StrictMode>,
  )
  expect(html).toContain('idle idle idle idle idle')
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(emulator.requests).toEqual([])
  expect('document' in globalThis).toBe(false)
})
