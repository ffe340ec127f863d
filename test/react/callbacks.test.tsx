import { act } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useText } from '../../src/react/index.ts'
import { show } from './render.tsx'

const thrown: unknown[] = []
const note = (error: unknown) => void thrown.push(error)
let before: NodeJS.UncaughtExceptionListener[] = []

// What is thrown reaches the page's own error handling: here, Node's.
beforeEach(() => {
  before = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException').on('uncaughtException', note)
})
afterEach(() => {
  process.removeAllListeners('uncaughtException')
  for (const listener of before) process.on('uncaughtException', listener)
  thrown.length = 0
})

test.for(['done', 'error'] as const)('a callback that throws is reported and breaks nothing: %s', async (ending) => {
  const mistake = new Error('A mistake in the callback')
  const fail = () => {
    throw mistake
  }
  const hook = () => useText('Tell me a story', { onFinish: fail, onError: fail, onEvent: fail })
  const faults = ending === 'error' ? [{ nth: 1, status: 400 }] : []
  const { now, until, emulator } = show(hook, undefined, { faults })
  const { text, error } = await until(ending)
  expect(text === '').toBe(ending === 'error')
  expect(error === mistake).toBe(false)
  await vi.waitFor(() => expect(thrown).toEqual([mistake]))
  act(() => now().retry())
  await until('done')
  expect(emulator.requests.length).toBe(2)
})
