import { apiError, classify, isResult } from './classify.ts'
import { startClock } from './clocks.ts'
import { type APIError, type BlossomError, isBlossomError, NetworkError, StreamError, TimeoutError } from './errors.ts'
import type { EventFacts, Usage } from './events.ts'
import { given } from './given.ts'
import type { CallOptions } from './options.ts'
import type { Task } from './plan.ts'
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

/** Starts one try. Whoever starts it calls `fail` or `done` in the end. */
export function startTry({ task, options, headers, requestId, scrub, attempt, tell, free }: Call): Answer {
  const { operation, method, shown: url, body } = task
  const { timeout = task.timeout ?? 120_000, stallTimeout = 30_000, signal } = options
  const keyed = 'authorization' in headers
  const clock = startClock(timeout, signal)
  const started = performance.now()
  let response: Response | undefined
  let reader: Pick<ReadableStreamDefaultReader<Uint8Array>, 'read' | 'cancel'>
  let ended = false
  let good = false
  let received = 0

  function close(): void {
    clock.end(ended ? undefined : 'abort')
    if (!ended) reader?.cancel().catch(() => {})
    ended = true
    free?.()
    free = undefined
  }
  /** The error for a try that broke off; `text` is there when a stream was read. */
  function broken(cause: unknown, text: string | undefined): BlossomError {
    const { ending } = clock
    const retryable = true
    if (ending === 'timeout' || ending === 'stallTimeout') {
      const [Class, code, message, ms] =
        ending === 'timeout'
          ? ([TimeoutError, 'timeout', 'No complete answer within', timeout] as const)
          : ([StreamError, 'stalled', 'The answer stalled: no data for', stallTimeout] as const)
      const suggestion = `Try again, or give a longer ${ending}.`
      return new Class(`${message} ${ms / 1000} s.`, { code, suggestion, retryable })
    }
    const [Class, code] =
      good && text !== undefined ? ([StreamError, 'incomplete'] as const) : ([NetworkError, 'network'] as const)
    return new Class('There is no connection, or it broke off.', {
      code,
      suggestion: 'Check the connection; in a browser CORS looks the same.',
      retryable,
      cause: cleanCause(cause, scrub, keyed),
    })
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
      const come = await clock.race(sent, Infinity, (come) => {
        // A fetch that does not know signals may answer when nobody waits any more.
        if (clock.ending) come.body?.cancel().catch(() => {})
        return come
      })
      if (!come?.status || !come.headers?.get) throw apiError(task, 'unexpected_content', 'no Response from fetch')
      answer.response = response = come
      // A body that is null (React Native) is read whole.
      reader = come.body?.getReader() ?? {
        read: async () => ({ done: true, value: new Uint8Array(await come.arrayBuffer()) }) as never,
        cancel: async () => {},
      }
      const { status } = come
      tell({ type: 'response', status, ms: performance.now() - started })
      good = isResult(task, come)
      if (!good) throw answer.refuse((await readText(answer, ENOUGH)) || come.statusText)
    },
    read() {
      if (!reader || ended) return Promise.resolve(undefined)
      return clock.race(reader.read(), stallTimeout, ({ done, value }) => {
        ended ||= done
        if (!value?.length) return done ? undefined : answer.read()
        received += value.length
        answer.begun = good
        if (good && (options.onEvent || options.debug)) {
          const headers = response?.headers
          // Of a compressed body the header counts what came over the wire, and `received` what was in it.
          const total = headers?.has('content-encoding') ? 0 : Number(headers?.get('content-length'))
          tell({ type: 'progress', received, ...(total > 0 && { total }) })
        }
        return value
      })
    },
    untimed: clock.untimed,
    refuse: (text, status) => classify(task, answer.response, text, scrub, keyed, status),
    fail(cause, text) {
      const error = isBlossomError(cause) ? cause : broken(cause, text)
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
