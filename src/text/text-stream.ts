import { whenAborted } from '../call/clocks.ts'
import { badInput, invalid } from '../call/options.ts'
import type { Partial_, TextStream } from './chat-types.ts'
import { addEvent, type Piece, textParts } from './pieces.ts'

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
  /** Cuts the key out of what was put together: it may have come in pieces. */
  scrub(text: string): string
  /** The result, from what has been handed out. */
  result(partial: Partial_): R
}

/** The TextStream around a source: one reader, one result, and an account of what has been handed out. */
export function textStream<E extends { type: string }, R extends { text: string }>(
  operation: string,
  source: Source<E, R>,
): TextStream<E, R> {
  const { signal } = source
  const come: Partial_ = { text: '', toolCalls: [] }
  const texts = textParts(source.scrub)
  const thoughts = textParts(source.scrub)
  let batch: Piece<E>[] = []
  let at = 0
  /** The one reader; what it asks for comes one after the other. */
  let owner: object | undefined
  let turn: Promise<unknown> | undefined
  let over = false
  let failure: { error: unknown } | undefined
  let letGo: (() => void) | undefined
  let resolve!: (result: R) => void
  let reject!: (error: unknown) => void
  const whole = new Promise<R>((...settle) => ([resolve, reject] = settle))
  const words = whole.then(({ text }) => text)
  // Who does not ask for the result has its error from the loop.
  words.catch(() => {})

  function partial(): Partial_ {
    const reasoning = thoughts.text()
    return { ...come, text: texts.text(), ...(reasoning && { reasoning }), toolCalls: [...come.toolCalls] }
  }

  function finish(account: Partial_): void {
    letGo?.()
    over = true
    batch = []
    resolve(source.result(account))
  }
  /** Fetches more pieces. False: there are no more. */
  async function refill(): Promise<boolean> {
    if (over) return false
    try {
      if (signal?.aborted) throw signal.reason
      const reading = source.read()
      // An abort closes the connection at once, even while nobody reads; a source that listens, too, hears it first.
      letGo ??= whenAborted(signal, () => fail(signal?.reason))
      const next = await reading
      if (over) return false
      if (next) {
        batch = next
        at = 0
      } else finish(partial())
      return !!next
    } catch (cause) {
      if (over) return false
      over = true
      throw fail(cause)
    }
  }
  function fail(cause: unknown): unknown {
    letGo?.()
    failure ??= { error: source.fail(cause, texts.text()) }
    reject(failure.error)
    return failure.error
  }
  const taken = () =>
    badInput(
      operation,
      'already_read',
      'The stream has a reader already.',
      'Make a new call, or use result() beside a loop.',
    )

  function reader<T>(pick: (piece: Piece<E>) => T | undefined): AsyncIterator<T, undefined> {
    /** The next of the pieces that are there, taken into account. */
    function ready(): IteratorResult<T, undefined> | undefined {
      while (at < batch.length && !signal?.aborted) {
        const piece = batch[at++] as Piece
        if (typeof piece === 'string') texts.add(piece)
        else if (piece.type === 'reasoning') thoughts.add(piece.text)
        else addEvent(come, piece)
        const value = pick(piece as Piece<E>)
        if (value !== undefined) return { value, done: false }
      }
    }
    async function step(): Promise<IteratorResult<T, undefined>> {
      for (;;) {
        const result = ready()
        if (result) return result
        if (!(await refill())) return { value: undefined, done: true }
      }
    }
    const self: AsyncIterator<T, undefined> = {
      next() {
        owner ??= self
        if (owner !== self) return Promise.reject(taken())
        // What is there already needs no turn of its own: that is most of the speed.
        const result = turn ? undefined : ready()
        if (result) return Promise.resolve(result)
        const mine = turn ? turn.then(step, step) : step()
        const after = () => {
          if (turn === mine) turn = undefined
        }
        turn = mine
        mine.then(after, after)
        return mine
      },
      return() {
        owner ??= self
        if (owner === self && !over) {
          finish({ ...partial(), finishReason: 'stopped' })
          source.stop()
        }
        return Promise.resolve({ value: undefined, done: true })
      },
    }
    return self
  }
  const asText = (piece: Piece<E>): string | undefined => (typeof piece === 'string' ? piece : undefined)

  function result(): Promise<R> {
    // Reads all of it if nobody does.
    if (!owner)
      reader(() => undefined)
        .next()
        .catch(() => {})
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
    text() {
      result()
      return words
    },
    toReadableStream: () => readable(reader(asText)),
    async toResponse(init) {
      const encoder = new TextEncoder()
      // Some models cut an emoji in two.
      let half = ''
      const bytes = reader((piece) => {
        if (typeof piece !== 'string') return
        const text = half + piece
        half = ''
        const whole = text.replace(/[\ud800-\udbff]$/, (cut) => {
          half = cut
          return ''
        })
        return encoder.encode(whole)
      })
      if (owner) throw taken()
      let response: Response
      try {
        response = new Response(readable(bytes), init)
      } catch {
        // Not the platform's own error: it may show a header.
        throw invalid(operation, 'init', 'valid headers and a status that allows a body')
      }
      const { headers } = response
      if (!headers.has('content-type')) headers.set('content-type', 'text/plain; charset=utf-8')
      owner = bytes
      // A refusal rejects here, before there is a response.
      await refill()
      return response
    },
    get partial() {
      return partial()
    },
  }
}
