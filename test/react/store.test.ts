import { expect, test, vi } from 'vitest'
import { createStore } from '../../src/react/store.ts'

/** A screen whose frames come when they are told to. */
function useFrames(): () => void {
  const frames = new Map<number, () => void>()
  let last = 0
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  vi.stubGlobal('requestAnimationFrame', (act: () => void) => {
    frames.set(++last, act)
    return last
  })
  vi.stubGlobal('cancelAnimationFrame', (id: number) => frames.delete(id))
  return () => {
    const due = [...frames.values()]
    frames.clear()
    for (const act of due) act()
  }
}
function clean(): void {
  vi.useRealTimers()
  vi.unstubAllGlobals()
}

test('a snapshot is another object only when something was set', () => {
  const store = createStore({ a: 1, b: 2 })
  const before = store.get()
  expect(store.get()).toBe(before)
  store.set({ a: 3 })
  expect(store.get()).toEqual({ a: 3, b: 2 })
  expect(before).toEqual({ a: 1, b: 2 })
})

test('at most one snapshot a frame, the last one, and it is not even made before', () => {
  const nextFrame = useFrames()
  const store = createStore({ text: '' })
  const seen: string[] = []
  const make = vi.fn((text: string) => ({ text }))
  store.subscribe(() => seen.push(store.get().text))
  for (const text of ['a', 'ab', 'abc']) store.later(() => make(text))
  expect(make).not.toHaveBeenCalled()
  nextFrame()
  nextFrame()
  store.later(() => make('abcd'))
  nextFrame()
  expect(seen).toEqual(['abc', 'abcd'])
  expect(make.mock.calls).toEqual([['abc'], ['abcd']])
  vi.advanceTimersByTime(10_000)
  expect(seen.length).toBe(2)
  clean()
})

test('where no frame comes, as in a hidden tab, a timer takes its place', () => {
  useFrames()
  const store = createStore({ text: '' })
  store.later(() => ({ text: 'a' }))
  vi.advanceTimersByTime(200)
  expect(store.get().text).toBe('')
  vi.advanceTimersByTime(100)
  expect(store.get().text).toBe('a')
  clean()
})

test('it works where there are no frames at all', () => {
  useFrames()
  vi.stubGlobal('requestAnimationFrame', undefined)
  const store = createStore({ text: '' })
  store.later(() => ({ text: 'a' }))
  vi.advanceTimersByTime(300)
  expect(store.get().text).toBe('a')
  clean()
})

test('what waits for a frame comes before what is set, and does not come again', () => {
  const nextFrame = useFrames()
  const store = createStore({ text: '', status: 'streaming' })
  const told = vi.fn()
  store.subscribe(told)
  store.later(() => ({ text: 'abc', status: 'late' }))
  store.set({ status: 'done' })
  expect(store.get()).toEqual({ text: 'abc', status: 'done' })
  nextFrame()
  vi.advanceTimersByTime(1000)
  expect(told).toHaveBeenCalledTimes(1)
  clean()
})

test('who has left is not told, nor who leaves while others are told', () => {
  const store = createStore({ a: 1 })
  const told = vi.fn()
  const leave = store.subscribe(told)
  store.subscribe(() => leave())
  store.set({ a: 2 })
  store.set({ a: 3 })
  expect(told).toHaveBeenCalledTimes(1)
})
