import { whenAborted } from '../call/clocks.ts'
import type { CallEvent } from '../call/events.ts'
import type { CallOptions } from '../call/options.ts'
import type { Callbacks, CallState, Status } from './hook-types.ts'
import { createStore, type Store } from './store.ts'

/** The part of a snapshot that has come; asked again when the status changes. */
export type Make<S> = (status: Status) => Partial<S>
export type Emit<S> = (make: Make<S>) => void

/** What a call of a hook does. It begins a turn after it was asked for, or when `stop` or another call comes before. */
export interface Work<S, O, R> {
  /** What the snapshot begins with; undefined: there is nothing to ask, and nothing is asked. */
  begin(): Partial<S> | undefined
  /** Asks, emits what comes, and gives the rest of the snapshot and the result. */
  ask(options: O, emit: Emit<S>): Promise<readonly [rest: () => Partial<S>, result: R]>
}

/** A store, and the one call that may be under way for it. */
export interface Call<S, O, R> extends Store<S> {
  /** Begins a call; ends the one before. */
  start(fresh: boolean, work: Work<S, O, R>): void
  stop(): void
  /** Ends the call and leaves the snapshot as it is: somebody else will change it, or nobody is there to see it. */
  interrupt(): boolean
  /** Tells of a call that was interrupted and not begun again. */
  settle(): void
}

/** What the options of a call must have. */
export type Callable<R> = CallOptions & Callbacks<R> & { seed?: number | 'random' | undefined }

const toError = (cause: unknown): Error =>
  cause instanceof Error || typeof (cause as Error | undefined)?.message === 'string'
    ? (cause as Error)
    : new Error(String(cause), { cause })

/**
 * Makes a call.
 *
 * @param initial - The first snapshot.
 * @param read - The options of now.
 */
export function createCall<S extends CallState, O extends Callable<R>, R>(initial: S, read: () => O): Call<S, O, R> {
  const store = createStore<CallState>(initial) as Store<CallState> & Store<S>
  let life: AbortController | undefined
  let come: Make<S> | undefined
  /** Begins the call that waits for its turn; false: there is nothing to ask. */
  let open: (() => boolean) | undefined

  function interrupt(): boolean {
    const mine = life
    life = undefined
    open = undefined
    mine?.abort()
    store.flush()
    return !!mine
  }
  function end(status: Status, patch?: Partial<CallState & S>): void {
    life = undefined
    const made = come?.(status)
    come = undefined
    store.set({ ...made, retryAt: undefined, ...patch, status })
  }
  async function start(fresh: boolean, { begin, ask }: Work<S, O, R>): Promise<void> {
    // Else a message that was sent in the same turn would be lost.
    open?.()
    interrupt()
    const mine = new AbortController()
    life = mine
    open = () => {
      open = undefined
      const made = come?.('done')
      come = undefined
      if (made) store.set(made)
      const patch = begin()
      if (patch) store.set({ ...patch, status: 'loading', error: undefined, retryAt: undefined })
      else life = undefined
      return !!patch
    }
    // A turn later, because StrictMode mounts, unmounts and mounts again within one; by then the options of the same event
    // handler are rendered, too.
    await undefined
    if (life !== mine || !open?.()) return
    const options = read()
    const { signal } = options
    const letGo = whenAborted(signal, () => mine.abort(signal?.reason))
    const onEvent = (event: CallEvent): unknown => {
      if (life === mine) {
        if (event.type === 'retry') store.set({ retryAt: Date.now() + event.delay })
        else if (store.get().retryAt) store.set({ retryAt: undefined })
      }
      // Given back, since it may be the promise of an async callback.
      return options.onEvent?.(event)
    }
    function emit(make: Make<S>): void {
      if (life !== mine) return
      come = make
      store.later(() => ({ ...make('streaming'), status: 'streaming' }))
    }
    try {
      const given = { ...options, signal: mine.signal, onEvent, ...(fresh && { seed: 'random' }) }
      const [rest, result] = await ask(given, emit)
      if (life !== mine) return
      end('done', rest())
      queueMicrotask(() => read().onFinish?.(result))
    } catch (cause) {
      if (life !== mine) return
      const error = toError(cause)
      const { retryAfter } = error as { retryAfter?: number }
      const retryAt = retryAfter === undefined ? undefined : Date.now() + retryAfter
      end('error', { error, retryAt } as Partial<CallState & S>)
      queueMicrotask(() => read().onError?.(error))
    } finally {
      letGo()
    }
  }
  return {
    ...store,
    start,
    stop() {
      open?.()
      if (interrupt()) end('done')
    },
    interrupt,
    settle() {
      if (!life && /loading|streaming/.test(store.get().status)) end('done')
    },
  }
}
