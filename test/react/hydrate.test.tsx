import { act } from '@testing-library/react'
import { StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import { createEmulator } from '../../src/testing/index.ts'
import { Page } from './page.tsx'

test('a page from the server is taken over without a warning, and then asks, each hook once', async () => {
  const emulator = createEmulator()
  const page = (
    <StrictMode>
      <Page fetch={emulator} />
    </StrictMode>
  )
  const container = document.body.appendChild(document.createElement('div'))
  container.innerHTML = renderToString(page)
  const statuses = container.querySelector('[title]')
  const onRecoverableError = vi.fn()
  const root = hydrateRoot(container, page, { onRecoverableError })
  await vi.waitFor(() => expect(statuses?.textContent).toBe('done done idle done done'))
  expect(container.querySelector('[title]')).toBe(statuses)
  expect(onRecoverableError).not.toHaveBeenCalled()
  expect(emulator.requests.length).toBe(4)
  await act(async () => root.unmount())
  container.remove()
})
