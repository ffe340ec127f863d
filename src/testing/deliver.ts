import type { Answer } from './answer.ts'
import { type Bytes, concat } from './bytes.ts'
import type { Fault } from './types.ts'
import { wait } from './wait.ts'

/** What the caller of {@link deliver} needs to know of the body. */
export interface Delivery {
  /** Aborts when the caller gives up. */
  signal: AbortSignal
  /** Milliseconds between the pieces of a stream. */
  pace: number
  /** The body is complete, for better or worse. */
  onEnd(): void
  /** The caller has cancelled the body before its end. */
  onCancel(): void
}

interface Read {
  bytes: Bytes
  /** How many pieces of the stream begin in it. */
  begins: number
}

/** The answer as a `Response`, its body cut, split, stalled or broken as the fault says. */
export function deliver(answer: Answer, fault: Fault, { signal, pace, onEnd, onCancel }: Delivery): Response {
  const { status, pieces } = answer
  // A name that was asked for comes back in some of them, and may be written in letters that no header can hold.
  const headers = new Headers()
  for (const [name, value] of Object.entries(answer.headers)) headers.set(name, value.replace(/[^\t -~]/g, '?'))
  if (status === 204 || status === 205 || status === 304) {
    onEnd()
    return new Response(null, { status, headers })
  }
  const cut = fault.cut ?? Number.POSITIVE_INFINITY
  const end = fault.stall !== undefined && fault.stall <= cut ? 'stall' : fault.reset ? 'reset' : 'close'
  // A body that is cut and yet ends well must not promise its full length.
  if (fault.cut !== undefined && end === 'close') headers.delete('content-length')
  const reads = toReads(pieces, Math.min(fault.stall ?? Number.POSITIVE_INFINITY, cut), fault.split)
  const gap = answer.stream ? pace : 0
  let next = 0

  function finish(controller: ReadableStreamDefaultController<Bytes>): void {
    controller.close()
    onEnd()
  }
  const body = new ReadableStream<Bytes>(
    {
      start(controller) {
        signal.addEventListener('abort', () => controller.error(signal.reason), { once: true })
        if (reads.length === 0 && end === 'close') finish(controller)
      },
      async pull(controller) {
        const read = reads[next]
        if (!read) {
          if (end === 'stall') return wait(Number.POSITIVE_INFINITY, signal)
          onEnd()
          throw connectionReset('terminated')
        }
        const begins = next === 0 ? read.begins - 1 : read.begins
        if (gap > 0 && begins > 0) await wait(gap * begins, signal)
        next++
        controller.enqueue(read.bytes)
        if (next === reads.length && end === 'close') finish(controller)
      },
      cancel: onCancel,
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { status, headers })
}

/** A connection that died, in the form in which Node's `fetch` tells it. */
export function connectionReset(message: string): TypeError {
  return new TypeError(message, { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) })
}

/** The body up to a limit, in reads of a size; without a size each piece is one. */
function toReads(pieces: readonly Bytes[], limit: number, split: number | undefined): Read[] {
  const whole = concat(pieces)
  const length = Math.min(whole.length, limit)
  const starts: number[] = []
  for (let at = 0, start = 0; at < pieces.length; start += pieces[at++]?.length ?? 0) starts.push(start)
  const cuts = split ? Array.from({ length: Math.ceil(length / split) }, (_, at) => at * split) : starts
  let begun = 0
  return cuts
    .filter((start) => start < length)
    .map((start, at, all) => {
      const end = Math.min(all[at + 1] ?? length, length)
      const before = begun
      while (begun < starts.length && (starts[begun] ?? 0) < end) begun++
      return { bytes: whole.slice(start, end), begins: begun - before }
    })
}
