import { act, render, renderHook } from '@testing-library/react'
import * as React from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { isBlossomError } from '../../src/index.ts'
import { BlossomProvider, type UseImageOptions, useImage } from '../../src/react/index.ts'
import { createEmulator } from '../../src/testing/index.ts'
import { show, sleep } from './render.tsx'

interface Props extends UseImageOptions {
  prompt: string
}
const small = { prompt: 'a red fox', width: 32, height: 32 }
const hook = ({ prompt, ...options }: Props) => useImage(prompt, options)

/** The object URLs that lead somewhere now. */
const open = new Map<string, Blob>()
beforeEach(() => {
  open.clear()
  let count = 0
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    const url = `blob:test/${++count}`
    open.set(url, blob as Blob)
    return url
  })
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void open.delete(url))
})
afterEach(() => void vi.restoreAllMocks())

test('the url leads to the Blob, in the same snapshot as the media', async () => {
  const { seen, until } = show(hook, small)
  const { url, media } = await until('done')
  expect(open.get(`${url}`)).toBe(media?.blob)
  expect(media?.mediaType).toBe('image/png')
  expect(seen.every(({ status, url }) => (status === 'done') === (url !== undefined))).toBe(true)
})

test('a picture that is replaced has its url revoked, and so has one whose prompt goes', async () => {
  const { rerender, until } = show(hook, small)
  const first = await until('done')
  rerender({ ...small, prompt: 'an owl' })
  const second = await until('done')
  expect(second.media?.blob).not.toBe(first.media?.blob)
  expect([...open.keys()]).toEqual([second.url])
  rerender({ ...small, prompt: '' })
  expect((await until('idle')).url).toBeUndefined()
  expect([...open.keys()]).toEqual([])
})

test('an unmount revokes the url', async () => {
  const { unmount, until } = show(hook, small)
  await until('done')
  expect(open.size).toBe(1)
  unmount()
  expect(open.size).toBe(0)
})

test('an unmount before the picture is there leaves no url, and closes the connection', async () => {
  const { unmount, emulator } = show(hook, small, { faults: [{ hang: true }] })
  await vi.waitFor(() => expect(emulator.requests.length).toBe(1))
  unmount()
  expect(emulator.requests.map(({ aborted }) => aborted)).toEqual([true])
  await sleep(20)
  expect(open.size).toBe(0)
})

test('in StrictMode one request is sent, and one url is open', async () => {
  const { until, emulator } = show(hook, small, { strict: true })
  const { url } = await until('done')
  expect(emulator.requests.length).toBe(1)
  expect([...open.keys()]).toEqual([url])
})

// <Activity> came with React 19.2; it unmounts and mounts again what has been there, as StrictMode does at the start.
if ('Activity' in React) {
  test('what is hidden and shown again has a new url, made from the kept Blob, and sends nothing', async () => {
    const emulator = createEmulator()
    const states: ReturnType<typeof useImage>[] = []
    function Picture() {
      const state = useImage('a red fox', { width: 32, height: 32 })
      states.push(state)
      return <img src={state.url} alt="" />
    }
    const page = (mode: 'hidden' | 'visible') => (
      <BlossomProvider fetch={emulator}>
        <React.Activity mode={mode}>
          <Picture />
        </React.Activity>
      </BlossomProvider>
    )
    const { rerender, container } = render(page('visible'))
    await vi.waitFor(() => expect(states.at(-1)?.status).toBe('done'))
    const first = states.at(-1)
    await act(async () => rerender(page('hidden')))
    expect(open.size).toBe(0)
    await act(async () => rerender(page('visible')))
    const again = states.at(-1)
    expect(again?.url).not.toBe(first?.url)
    expect(again?.media).toBe(first?.media)
    expect(open.get(`${again?.url}`)).toBe(first?.media?.blob)
    expect(container.querySelector('img')?.getAttribute('src')).toBe(again?.url)
    expect(emulator.requests.length).toBe(1)
  })

  test('what is hidden in mid-call is asked for again when it is shown', async () => {
    const emulator = createEmulator({ faults: [{ nth: 1, hang: true }] })
    let state: ReturnType<typeof useImage> | undefined
    function Picture() {
      state = useImage('a red fox', { width: 32, height: 32, fetch: emulator })
      return null
    }
    const page = (mode: 'hidden' | 'visible') => (
      <React.Activity mode={mode}>
        <Picture />
      </React.Activity>
    )
    const { rerender } = render(page('visible'))
    await vi.waitFor(() => expect(emulator.requests.length).toBe(1))
    await act(async () => rerender(page('hidden')))
    expect(emulator.requests[0]?.aborted).toBe(true)
    rerender(page('visible'))
    await vi.waitFor(() => expect(state?.status).toBe('done'))
    expect(emulator.requests.length).toBe(2)
  })
}

test('a rate limit that comes as a picture is waited out, and retryAt says until when', async () => {
  const faults = [{ placeholder: true as const }]
  const { now, until } = show(hook, { ...small, apiKey: () => 'sk_test' }, { faults, apiKey: undefined as never })
  await until('done')
  expect(now().error).toBeUndefined()

  const emulator = createEmulator({ faults })
  const start = Date.now()
  const { result, unmount } = renderHook(() => useImage('a red fox', { width: 32, height: 32, fetch: emulator }))
  await vi.waitFor(() => expect(result.current.retryAt).toBeDefined())
  expect(result.current.status).toBe('loading')
  expect(result.current.retryAt).toBeGreaterThanOrEqual(start + 45_000)
  expect(result.current.retryAt).toBeLessThanOrEqual(Date.now() + 45_000)
  unmount()
})

test('without the patience to wait it is an error with a time, and no picture', async () => {
  const emulator = createEmulator({ faults: [{ placeholder: true }] })
  const start = Date.now()
  const { result } = renderHook(() => useImage('a red fox', { fetch: emulator, maxRetries: 0 }))
  await vi.waitFor(() => expect(result.current.status).toBe('error'))
  const { error, retryAt, url } = result.current
  expect(isBlossomError(error, 'rate_limit')).toBe(true)
  expect(retryAt).toBeGreaterThanOrEqual(start + 45_000)
  expect(retryAt).toBeLessThanOrEqual(Date.now() + 45_000)
  expect(url).toBeUndefined()
})

test('retry after a success paints another picture', async () => {
  const { now, until } = show(hook, small)
  const first = await until('done')
  act(() => now().retry())
  const second = await until('done')
  expect(second.media?.seed).toEqual(expect.any(Number))
  expect(second.media?.seed).not.toBe(first.media?.seed)
  expect(open.size).toBe(1)
})
