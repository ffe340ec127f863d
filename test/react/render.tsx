import { renderHook } from '@testing-library/react'
import { createElement, type ReactNode, StrictMode } from 'react'
import { vi } from 'vitest'
import { BlossomProvider, type BlossomProviderProps, type CallState } from '../../src/react/index.ts'
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/testing/index.ts'

/** A hook on a screen of its own. */
export interface Rendered<S, P> {
  /** What the hook shows now. */
  now(): S
  /** Every snapshot that was rendered, in order. */
  seen: S[]
  rerender(props: P): void
  unmount(): void
  emulator: Emulator
  /** Waits for the next snapshot with one of these statuses, after the one that was waited for before. */
  until(...statuses: CallState['status'][]): Promise<S>
}

interface Surroundings extends EmulatorOptions, Pick<BlossomProviderProps, 'maxRetries' | 'retryDelay' | 'apiKey'> {
  strict?: boolean
}

/** Renders a hook inside a provider whose `fetch` is an emulator. */
export function show<S extends CallState, P>(
  hook: (props: P) => S,
  initialProps: P,
  { strict = false, maxRetries, retryDelay = () => 0, apiKey = 'sk_test', ...emulated }: Surroundings = {},
): Rendered<S, P> {
  const emulator = createEmulator(emulated)
  const seen: S[] = []
  let next = 0
  function wrapper({ children }: { children: ReactNode }) {
    const inside = createElement(BlossomProvider, { fetch: emulator, apiKey, retryDelay, maxRetries, children })
    return strict ? createElement(StrictMode, null, inside) : inside
  }
  const { result, rerender, unmount } = renderHook<S, P>(
    (props) => {
      const state = hook(props)
      if (seen.at(-1) !== state) seen.push(state)
      return state
    },
    { initialProps, wrapper },
  )
  const now = () => result.current
  return {
    now,
    seen,
    rerender,
    unmount,
    emulator,
    until: (...statuses) =>
      vi.waitFor(() => {
        const at = seen.findIndex(({ status }, at) => at >= next && statuses.includes(status))
        const found = seen[at]
        if (!found) throw new Error(`No ${statuses} after the status ${now().status}: ${now().error}`)
        next = at + 1
        return found
      }),
  }
}

/** The statuses that were shown, each once in a row. */
export const statusesOf = (seen: readonly CallState[]): CallState['status'][] =>
  seen.map(({ status }) => status).filter((status, at, all) => status !== all[at - 1])

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
