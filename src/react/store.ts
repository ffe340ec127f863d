import { nextFrame } from './next-frame.ts'

/** A snapshot that can be watched. It is another object only when something in it has changed. */
export interface Store<S> {
  get(): S
  subscribe(listener: () => void): () => void
  /** Changes the snapshot at once; what was to come with the next frame comes before it. */
  set(patch: Partial<S>): void
  /** Changes it with the next frame. Only the last change of a frame is ever made. */
  later(make: () => Partial<S>): void
  /** Does not wait for the frame. */
  flush(): void
}

/** Makes a store. It knows nothing of React. */
export function createStore<S extends object>(initial: S): Store<S> {
  let state = initial
  let pending: (() => Partial<S>) | undefined
  let callOff = () => {}
  const listeners = new Set<() => void>()

  function set(patch: Partial<S>): void {
    callOff()
    const made = pending?.()
    pending = undefined
    state = { ...state, ...made, ...patch }
    for (const listener of [...listeners]) listener()
  }
  function flush(): void {
    if (pending) set({})
  }
  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    set,
    later(make) {
      if (!pending) callOff = nextFrame(flush)
      pending = make
    },
    flush,
  }
}
