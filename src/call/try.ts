import { apiError, classify, isResult } from './classify.ts'
import { startClock } from './clocks.ts'
import { type APIError, type BlossomError, isBlossomError, NetworkError, StreamError, TimeoutError } from './errors.ts'
import type { EventFacts, Usage } from './events.ts'
import { given } from './given.ts'
import type { CallOptions } from './options.ts'
import type { Task } from './plan.ts'
import { quietly } from './quietly.ts'
import { readText } from './read.ts'
import { fetchKeyed } from './redirect.ts'
import { cleanCause, type Scrub } from './secret.ts'

/** What a try is made of. */
export interface Call {
  readonly task: Task
  readonly options: CallOptions
  readonly headers: Record<string, string>
  readonly requestId: string
  readonly scrub: Scrub
  readonly attempt: number
  tell(facts: EventFacts): void
  /** Lets go of the limiter's slot. */
  free: (() => void) | undefined
}

/** One try: the request, and its answer while the body is read. */
export interface Answer {
  readonly task: Task
  readonly response: Response
  readonly scrub: Scrub
  /** Whether the first byte of a good body has come: from then on nothing is sent again. */
  begun: boolean
  /** Set by whoever reads the answer; the `done` event tells it. */
  usage: Usage | undefined
  /** The service's id for the request, else the call's own. */
  requestId(): string
  /** Sends the request. Resolves when the headers of a good answer are there. */
  begin(): Promise<void>
  /** The next bytes, never empty; undefined at the end. */
  read(): Promise<Uint8Array | undefined>
  /** A stream has begun: from now on only silence is bounded. */
  untimed(): void
  /** The error for a body that is no result. `status` is what it means, where that is not the answer's own. */
  refuse(text: string, status?: number): APIError
  /** The error that a failure means. Closes the connection. */
  fail(cause: unknown, partial?: string): unknown
  /** Closes what is still open. */
  close(): void
  /** The result is complete, or the reader leaves: closes, and tells it. */
  done(): void
  tell(facts: EventFacts): void
}

/** An error's body is read no further than this. Bytes. */
const ENOUGH = 16_384

interface BodyReader {
  read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>
  cancel?(): Promise<void>
}

/** Reads a body in chunks or, without a stream (React Native, node-fetch), as one; undefined for what cannot be read. */
function readerOf(response: Response): BodyReader | undefined {
  try {
    const { status, headers, body, bodyUsed } = response
    if (bodyUsed || !status || !headers.get) return
    if (body?.getReader) return body.getReader()
    if (response.arrayBuffer)
      return { read: async () => ({ done: true, value: new Uint8Array(await response.arrayBuffer()) }) }
  } catch {}
}

/** Starts one try. Whoever starts it calls `fail` or `done` in the end. */
export function startTry({ task, options, headers, requestId, scrub, attempt, tell, free }: Call): Answer {
  const { operation, method, shown: url, body } = task
  let { timeout = task.timeout ?? 120_000, stallTimeout = 30_000 } = options
  const { signal } = options
  const keyed = 'authorization' in headers
  const clock = startClock(timeout, signal)
  const started = performance.now()
  let response: Response | undefined
  let reader: BodyReader | undefined
  let ended = false
  let good = false
  let received = 0

  function close(): void {
    const release = free
    free = undefined
    quietly(() => release?.())
    clock.end(ended ? undefined : 'abort')
    if (!ended) quietly(() => reader?.cancel?.())
    ended = true
  }
  /** The error for an attempt that was interrupted; `text` is there when a stream was read. */
  function broken(cause: unknown, text: string | undefined): BlossomError {
    const streaming = good && text !== undefined
    // The URL may hold the prompt, or a token of a worker.
    const shown = cleanCause(cause, (words) => scrub(words.replaceAll(task.url, url)))
    const { code: own, cause: inner } = Object(shown)
    // Node's own fetch waits no longer than 300 s for headers or for the next bytes.
    const late = /UND_ERR_[HB]/.test(`${[own, inner?.code]}`)
    if (late) timeout = stallTimeout = 300_000
    const ending = late ? (streaming ? 'stallTimeout' : 'timeout') : clock.ending
    const [Class, code, message] =
      ending === 'timeout'
        ? ([TimeoutError, 'timeout', `No complete answer within ${timeout / 1000} s.`] as const)
        : ending === 'stallTimeout'
          ? ([StreamError, 'stalled', `The answer stalled: no data for ${stallTimeout / 1000} s.`] as const)
          : ([
              ...(streaming ? ([StreamError, 'incomplete'] as const) : ([NetworkError, 'network'] as const)),
              'There is no connection, or it broke off.',
            ] as const)
    const suggestion = ending
      ? `Try again, or give a ${late ? 'fetch that waits longer' : `longer ${ending}`}.`
      : 'Check the connection; in a browser CORS looks the same.'
    if (late && attempt < 2) console.warn(message, suggestion)
    return new Class(message, { code, suggestion, retryable: true, cause: clock.ending ? undefined : shown })
  }

  const answer: Answer & { response: Response } = {
    task,
    scrub,
    response: undefined as never,
    begun: false,
    usage: undefined,
    requestId: () => scrub(response?.headers.get('x-request-id') ?? requestId),
    async begin() {
      tell({ type: 'request' })
      if (signal?.aborted) throw signal.reason
      const send = options.fetch ?? (keyed ? fetchKeyed : fetch)
      const sent = (async () => send(task.url, given({ method, headers, body, signal: clock.signal })))()
      const arrived = await clock.race(sent, Infinity, (late) => {
        // A fetch that does not know signals may answer when nobody waits any more.
        if (clock.ending) quietly(() => late.body?.cancel())
        return late
      })
      reader = readerOf(arrived)
      if (!reader) throw apiError(task, 'unexpected_content', 'no Response from fetch, or one already read')
      answer.response = response = arrived
      tell({ type: 'response', status: arrived.status, ms: performance.now() - started })
      good = isResult(task, arrived)
      if (!good) throw answer.refuse((await readText(answer, ENOUGH)) || arrived.statusText)
    },
    read() {
      if (!reader || ended) return Promise.resolve(undefined)
      // Of a body that is read as one, nobody can see whether bytes arrive.
      return clock.race(reader.read(), reader.cancel ? stallTimeout : Infinity, ({ done, value }) => {
        ended ||= done
        if (!value?.length) return done ? undefined : answer.read()
        received += value.length
        answer.begun = good
        // Of a compressed body the header counts what came over the wire, and `received` what was in it.
        const { headers: sent } = answer.response
        const total = sent.get('content-encoding') ? 0 : Number(sent.get('content-length'))
        if (good) tell({ type: 'progress', received, ...(total > 0 && { total }) })
        return value
      })
    },
    untimed: clock.untimed,
    refuse: (text, status) => classify(task, answer.response, text, scrub, keyed, status),
    fail(cause, text) {
      const error = isBlossomError(cause) ? cause : broken(Array.isArray(cause) ? cause[0] : cause, text)
      close()
      if (signal?.aborted) return signal.reason
      const facts = {
        requestId: answer.requestId(),
        context: { operation, method, url, attempts: attempt },
        status: response?.status,
        partial: error instanceof StreamError ? scrub(text ?? '') : undefined,
      }
      return Object.assign(error, given(facts))
    },
    close,
    done() {
      close()
      const { usage } = answer
      tell({ type: 'done', ms: performance.now() - started, ...(usage && { usage }) })
    },
    tell,
  }
  return answer
}
