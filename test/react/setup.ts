// Each test leaves the page empty, and React has nothing to say.
import { cleanup } from '@testing-library/react'
import { afterEach, beforeEach, expect, vi } from 'vitest'

const complaints: unknown[][] = []

beforeEach(() => {
  for (const level of ['error', 'warn'] as const) {
    vi.spyOn(console, level).mockImplementation((...words) => void complaints.push(words))
  }
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  expect(complaints.splice(0)).toEqual([])
})
