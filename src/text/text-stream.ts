import { ValidationError } from '../call/errors.ts'
import type { Partial_, StreamEvent, TextStream } from './chat-types.ts'
import { addEvent, type Piece } from './pieces.ts'

/** What a TextStream reads from: one connection, or several after each other. */
export interface Source<E, R> {
  /** The caller's signal: what has been read and not been handed out is dropped when it aborts. */
  readonly signal: AbortSignal | undefined
  /** The next pieces, at least one; undefined when the answer is complete. Nothing happens before the first call. */
  read(): Promise<Piece<E>[] | undefined>
  /** Closes the connection: the reader leaves. */
  stop(): void
  /** The error to throw for what `read` threw, given the text so far. */
  fail(cause: unknown, text: string): unknown
  /** The result, from what has been handed out. */
  result(partial: Partial_): R
}

type Outcome<R> = { result: R; error?: never } | { error: unknown }

/** The TextStream around a source: one reader, one result, and an account of what has been handed out. */
export function textStream<E extends { type: string }, R extends { text: string }>(
  operation: string,
  source: Source<E, R>,
): TextStream<E, R> {
  const come: Partial_ = { text: '', toolCalls: [] }
  // Joined by the thousand: strings added one by one make a tree of more bytes than the text.
  let texts: string[] = []
  let batch: Piece<E>[] = []
  let at = 0
  let claimed = false
  let outcome: Outcome<R> | undefined
  let settle: ((outcome: Outcome<R>) => void) | undefined
  let whole: Promise<R> | undefined
  let turn: Promise<unknown> = Promise.resolve()
  let waiting = 0

  function text(): string {
    come.text += texts.join('')
    texts = []
    return come.text
  }
  const partial = (): Partial_ => ({ ...come, text: text(), toolCalls: [...come.toolCalls] })

  /** Takes the next piece that is there into account, and gives it. */
  function take(): Piece<E> {
    const piece = batch[at++] as Piece<StreamEvent>
    if (typeof piece === 'string') {
      if (texts.push(piece) > 1023) text()
    } else addEvent(come, piece)
    return piece as Piece<E>
  }
  function finish(how: Outcome<R>): void {
    outcome = how
    batch = []
    at = 0
    settle?.(how)
  }
  /** Fetches more pieces. False: there are no more. */
  async function refill(): Promise<boolean> {
    try {
      if (source.signal?.aborted) throw source.signal.reason
      const next = outcome ? undefined : await source.read()
      if (outcome) return false
      if (next) {
        batch = next
        at = 0
        return true
      }
      finish({ result: source.result(partial()) })
      return false
    } catch (cause) {
      if (outcome) return false
      const error = source.fail(cause, text())
      finish({ error })
      throw error
    }
  }
  function stop(): void {
    claimed = true
    if (outcome) return
    finish({ result: source.result({ ...partial(), finishReason: 'stopped' }) })
    source.stop()
  }

  function reader<T>(pick: (piece: Piece<E>) => T | undefined): AsyncIterator<T, undefined> {
    let mine = false
    async function step(): Promise<IteratorResult<T, undefined>> {
      for (;;) {
        while (at < batch.length && !source.signal?.aborted) {
          const value = pick(take())
          if (value !== undefined) return { value, done: false }
        }
        if (!(await refill())) return { value: undefined, done: true }
      }
    }
    return {
      next() {
        if (!mine && claimed) {
          return Promise.reject(
            new ValidationError('The stream has a reader already.', {
              code: 'already_read',
              suggestion: 'Make a new call, or share what one reader gets; result() may stand beside a loop.',
              context: { operation },
            }),
          )
        }
        claimed = mine = true
        // What is there already needs no turn of its own: that is most of the speed.
        if (!waiting && !source.signal?.aborted) {
          while (at < batch.length) {
            const value = pick(take())
            if (value !== undefined) return Promise.resolve({ value, done: false })
          }
        }
        waiting++
        const mineTurn = turn.then(step)
        const after = () => {
          waiting--
        }
        turn = mineTurn.then(after, after)
        return mineTurn
      },
      return() {
        if (mine || !claimed) stop()
        return Promise.resolve({ value: undefined, done: true })
      },
    }
  }
  const asText = (piece: Piece<E>): string | undefined => (typeof piece === 'string' ? piece : undefined)

  async function drain(): Promise<void> {
    claimed = true
    do {
      while (at < batch.length) take()
    } while (await refill())
  }
  function result(): Promise<R> {
    if (!whole) {
      whole = new Promise((resolve, reject) => {
        settle = (how) => ('result' in how ? resolve(how.result as R) : reject(how.error))
      })
      // Who does not ask for the result has its error from the loop.
      whole.catch(() => {})
      if (outcome) settle?.(outcome)
      else if (!claimed) drain().catch(() => {})
    }
    return whole
  }

  /** A stream that asks for nothing before it is asked, and for one piece at a time. */
  function readable<T>(iterator: AsyncIterator<T, undefined>): ReadableStream<T> {
    return new ReadableStream<T>(
      {
        async pull(controller) {
          const { value, done } = await iterator.next()
          if (done) controller.close()
          else controller.enqueue(value)
        },
        cancel() {
          iterator.return?.()
        },
      },
      { highWaterMark: 0 },
    )
  }

  return {
    [Symbol.asyncIterator]: () => reader(asText),
    events: () => ({
      [Symbol.asyncIterator]: () =>
        reader((piece) => (typeof piece === 'string' ? ({ type: 'text', text: piece } as never as E) : (piece as E))),
    }),
    result,
    text: async () => (await result()).text,
    toReadableStream: () => readable(reader(asText)),
    async toResponse(init = {}) {
      const encoder = new TextEncoder()
      let held: Uint8Array | undefined
      let first = true
      const bytes = reader((piece): Uint8Array | undefined => {
        const text = asText(piece)
        if (text !== undefined) return encoder.encode(text)
        return first ? new Uint8Array() : undefined
      })
      const start = await bytes.next()
      first = false
      held = start.done ? undefined : start.value
      const headers = new Headers(init.headers)
      if (!headers.has('content-type')) headers.set('content-type', 'text/plain; charset=utf-8')
      const body = readable({
        next() {
          if (!held?.length) return bytes.next()
          const value = held
          held = undefined
          return Promise.resolve({ value, done: false })
        },
        return: () => bytes.return?.() as never,
      })
      return new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>, { ...init, headers })
    },
    get partial() {
      return partial()
    },
  }
}
