import { render } from '@testing-library/react'
import { type ReactNode, StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import { BlossomProvider, type CallState, useChat, useImage, useSpeech, useText } from '../../src/react/index.ts'
import { createService } from './service.ts'

/** Renders a hook in StrictMode, on the server of the tests. */
function show<S extends CallState>(hook: () => S, picture: (state: S) => ReactNode = () => null) {
  const service = createService()
  const seen: S[] = []
  function Hook() {
    const state = hook()
    if (seen.at(-1) !== state) seen.push(state)
    return picture(state)
  }
  const page = (
    <StrictMode>
      <BlossomProvider {...service.options}>
        <Hook />
      </BlossomProvider>
    </StrictMode>
  )
  const until = (status: CallState['status']) =>
    vi.waitFor(() => expect(seen.map((state) => state.status)).toContain(status))
  return { ...service, page, seen, now: () => seen.at(-1) as S, until }
}

test('a picture is asked for once and shown; its address leads nowhere after the unmount', async () => {
  const { page, until, now, requests } = show(
    () => useImage('a red fox', { width: 48, height: 32 }),
    ({ url }) => url && <img src={url} alt="a red fox" />,
  )
  const { container, unmount } = render(page)
  await until('done')
  await vi.waitFor(() => expect(container.querySelector('img')?.naturalWidth).toBe(48))
  const { url = '' } = now()
  expect((await fetch(url)).ok).toBe(true)
  unmount()
  await expect(fetch(url)).rejects.toThrow()
  expect((await requests()).length).toBe(1)
})

test('a text comes in at most one snapshot a frame', async () => {
  const { page, until, seen, requests } = show(() => useText('Tell me a story'))
  let frames = 0
  let counting = true
  const start = performance.now()
  const count = () => {
    frames++
    if (counting) requestAnimationFrame(count)
  }
  requestAnimationFrame(count)
  render(page)
  await until('done')
  counting = false
  const texts = new Set(seen.map(({ text }) => text))
  expect(texts.size).toBeGreaterThan(1)
  // A frame that takes longer than a quarter of a second, as on a machine that is busy, is not waited for.
  const timers = (performance.now() - start) / 250
  expect(texts.size).toBeLessThanOrEqual(frames + timers + 2)
  expect((await requests()).length).toBe(1)
})

test('an unmount in mid-stream closes the connection, which the server sees', async () => {
  const { page, until, requests } = show(() => useText('Tell me a story'))
  const { unmount } = render(page)
  await until('streaming')
  unmount()
  await vi.waitFor(async () => expect((await requests()).map(({ aborted }) => aborted)).toEqual([true]))
})

test('a chat sends once, and stop closes its connection', async () => {
  const { page, until, now, requests } = show(() => useChat())
  render(page)
  now().send('Tell me a story')
  await until('streaming')
  now().stop()
  await until('done')
  expect(now().messages.map(({ role, status }) => `${role} ${status}`)).toEqual(['user done', 'assistant done'])
  await vi.waitFor(async () => expect((await requests()).map(({ aborted }) => aborted)).toEqual([true]))
})

test('a sound has a length', async () => {
  const { page, until, now, requests } = show(() => useSpeech('Good morning, bees'))
  render(page)
  await until('done')
  const audio = new Audio(now().url)
  await vi.waitFor(() => expect(audio.duration).toBeGreaterThan(0.5))
  expect((await requests()).length).toBe(1)
})

test('a page from a server is taken over without a warning, and asks once', async () => {
  const { page, until, requests } = show(
    () => useText('Tell me a story'),
    ({ status, text }) => <p title={status}>{text}</p>,
  )
  const container = document.body.appendChild(document.createElement('div'))
  container.innerHTML = renderToString(page)
  const paragraph = container.querySelector('p')
  const onRecoverableError = vi.fn()
  const root = hydrateRoot(container, page, { onRecoverableError })
  await until('done')
  await vi.waitFor(() => expect(paragraph?.title).toBe('done'))
  expect(container.querySelector('p')).toBe(paragraph)
  expect(onRecoverableError).not.toHaveBeenCalled()
  expect((await requests()).length).toBe(1)
  root.unmount()
  container.remove()
})
