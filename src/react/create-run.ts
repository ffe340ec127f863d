import { type Call, type Callable, createCall, type Emit } from './call.ts'
import type { CallState, RunOptions, RunState } from './hook-types.ts'
import type { Hooked, Rendered } from './use-call.ts'

/** How a hook asks for an input: gives the rest of the snapshot, made when it is still wanted, and the result. */
export type Ask<I, O, S, R> = (
  input: I,
  options: O,
  emit: Emit<S>,
) => Promise<readonly [rest: () => Partial<S>, result: R]>

/** A call with its input as an argument of the hook. */
export type Run<S, O, R> = Call<S, O, R> & Hooked<S>

const NOTHING = { status: 'idle', error: undefined, retryAt: undefined } as const satisfies Partial<CallState>

const isEmpty = (input: unknown): boolean =>
  typeof input === 'string' ? !input.trim() : !(input as unknown[] | undefined)?.length

/**
 * Makes what `useText` and the like are made of.
 *
 * @param read - The input and options of now.
 * @param blank - What there is before anything has come.
 */
export function createRun<I, O extends Callable<R> & RunOptions<R>, S extends RunState<I>, R>(
  read: () => Rendered<I | undefined, O>,
  blank: Partial<S>,
  ask: Ask<I, O, S, R>,
): Run<S, O, R> {
  /** The key that was asked for by itself. */
  let asked: string | undefined
  /** What `run` was given. */
  let given: I | undefined
  const initial = { ...NOTHING, run, retry, stop: () => call.stop(), ...blank } as S
  const call = createCall<S, O, R>(initial, () => read().options)

  function begin(fresh: boolean): void {
    let input: I | undefined
    call.start(fresh, {
      begin() {
        input = given ?? read().input
        if (!isEmpty(input)) return blank
        call.set({ ...blank, ...NOTHING })
      },
      ask: (options, emit) => ask(input as I, options, emit),
    })
  }
  function run(input?: I): void {
    // As an event handler it is given the event.
    given = typeof input === 'string' || Array.isArray(input) ? input : undefined
    begin(false)
  }
  function retry(): void {
    begin(call.get().status === 'done')
  }
  return {
    ...call,
    follow(key, auto) {
      if (!auto) call.settle()
      // What has come already is not asked for again when it is shown again.
      else if (key !== asked) {
        asked = key
        run()
      }
      return () => {
        if (call.interrupt()) asked = undefined
      }
    },
  }
}
