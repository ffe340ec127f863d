import { act } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type UseSpeechOptions, useSpeech } from '../../src/react/index.ts'
import { show, sleep } from './render.tsx'

interface Props extends UseSpeechOptions {
  text: string
}
const hook = ({ text, ...options }: Props) => useSpeech(text, options)

/** Stands for the platform's player, of which happy-dom has the shape alone; the real ones are in test/browser. */
class Player extends EventTarget {
  src = ''
  paused = true
  load() {}
  async play() {
    this.paused = false
    this.dispatchEvent(new Event('playing'))
  }
  pause() {
    if (this.paused) return
    this.paused = true
    this.dispatchEvent(new Event('pause'))
  }
}
let players: Player[] = []
beforeEach(() => {
  players = []
  vi.stubGlobal(
    'Audio',
    class extends Player {
      constructor() {
        super()
        players.push(this)
      }
    },
  )
})
afterEach(() => void vi.unstubAllGlobals())

test('the sound is made by effect, and nothing plays unasked', async () => {
  const { until, emulator } = show(hook, { text: 'Good morning, bees' }, { strict: true })
  const { url, media, playing } = await until('done')
  expect(url).toMatch(/^blob:/)
  expect(media?.mediaType).toBe('audio/wav')
  expect({ playing, players }).toEqual({ playing: false, players: [] })
  expect(emulator.requests.length).toBe(1)
})

test('without auto the first play makes the sound, and the next one plays the same', async () => {
  const { now, until, emulator } = show(hook, { text: 'Good morning, bees', auto: false }, { strict: true })
  await act(() => sleep(10))
  expect(emulator.requests.length).toBe(0)
  act(() => now().play())
  await until('loading')
  act(() => now().play())
  const { url } = await until('done')
  await vi.waitFor(() => expect(now().playing).toBe(true))
  expect(players.map(({ src }) => src)).toEqual([url])
  await act(async () => players[0]?.dispatchEvent(new Event('ended')))
  expect(now().playing).toBe(false)
  await act(async () => now().play())
  expect(now().playing).toBe(true)
  expect(emulator.requests.length).toBe(1)
})

test('stop makes it silent, and a stop before the sound is there means that nothing plays', async () => {
  const { now, until } = show(hook, { text: 'Good morning, bees', auto: false })
  act(() => now().play())
  await vi.waitFor(() => expect(now().playing).toBe(true))
  act(() => now().stop())
  expect(now()).toMatchObject({ playing: false, status: 'done' })
  act(() => now().run())
  await until('loading')
  act(() => now().play())
  act(() => now().stop())
  act(() => now().run())
  await until('done')
  await act(() => sleep(20))
  expect(now().playing).toBe(false)
})

test('an unmount makes it silent', async () => {
  const { now, unmount } = show(hook, { text: 'Good morning, bees', auto: false })
  act(() => now().play())
  await vi.waitFor(() => expect(now().playing).toBe(true))
  const pause = vi.spyOn(players[0] as Player, 'pause')
  unmount()
  expect(pause).toHaveBeenCalled()
})

test('a browser that refuses to play is an error beside the sound', async () => {
  const { now, until } = show(hook, { text: 'Good morning, bees' })
  await until('done')
  vi.spyOn(Player.prototype, 'play').mockRejectedValue(new DOMException('Not now', 'NotAllowedError'))
  await act(async () => now().play())
  expect(now()).toMatchObject({ status: 'done', error: { name: 'NotAllowedError' } })
  expect(now().url).toBeDefined()
})

test('an empty text is idle', async () => {
  const { now, emulator } = show(hook, { text: ' ' })
  await act(async () => now().play())
  await act(() => sleep(10))
  expect(now().status).toBe('idle')
  expect(emulator.requests).toEqual([])
})
