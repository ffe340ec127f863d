import { useContext, useEffect, useInsertionEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { CallOptions } from '../call/options.ts'
import { merge } from '../many/with-defaults.ts'
import { Defaults } from './blossom-provider.ts'
import { keyOf } from './key-of.ts'

/** What a hook was rendered with last. */
export interface Rendered<I, O> {
  input: I
  options: O
}

/** What a hook shows, and what it does while it is mounted. */
export interface Hooked<S> {
  get(): S
  subscribe(listener: () => void): () => void
  /** On mount, and whenever the key is another. Gives what ends it. */
  follow(key: string, auto: boolean): () => void
  /** On mount. Gives what ends it. */
  show?(): () => void
}

/** The React side of a hook: everything else is made by `create`, once. */
export function useCall<I, O extends CallOptions & { auto?: boolean | undefined }, S>(
  input: I,
  given: O,
  create: (read: () => Rendered<I, O>) => Hooked<S>,
): S {
  const options = merge(useContext(Defaults), given) as O
  const latest = useRef({ input, options })
  // Not in render, which may be thrown away; and before any effect or event that could ask.
  useInsertionEffect(() => {
    latest.current = { input, options }
  })
  const [hooked] = useState(() => create(() => latest.current))
  const { auto = true } = options
  const key = keyOf(auto ? [input, options] : [options.provider, options.apiKey])
  useEffect(() => hooked.follow(key, auto), [hooked, key, auto])
  useEffect(() => hooked.show?.(), [hooked])
  return useSyncExternalStore(hooked.subscribe, hooked.get, hooked.get)
}
