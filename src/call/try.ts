import { apiError, classify, isResult } from './classify.ts'
import { startClock } from './clocks.ts'
import { type APIError, type ErrorCode, isBlossomError, NetworkError, StreamError, TimeoutError } from './errors.ts'
import type { EventFacts, Usage } from './events.ts'
import type { CallOptions } from './options.ts'
import type { Task } from './plan.ts'
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
  const { operation, method, shown: url, body: content } = task
  const { timeout = task.timeout ?? 120_000, stallTimeout = 30_000, signal } = options
  const clock = startClock(timeout, signal)
  const started = performance.now()
  const elapsed = () => performance.now() - started
  let reader: Pick<ReadableStreamDefaultReader<Uint8Array>, 'read' | 'cancel'> | undefined
  let ended = false
  let good = false
  let received = 0

  function close(): void {
    clock.end(ended ? undefined : 'stop')
    if (!ended) reader?.cancel().catch(() => {})
    ended = true
    free?.()
    free = undefined
  }

  const answer: Answer & { response: Response } = {
    task,
    scrub,
    response: undefined as never,
    begun: false,
    usage: undefined,
    requestId: () => scrub(answer.response?.headers.get('x-request-id') ?? requestId),
    async begin() {
      tell({ type: 'request' })
      if (signal?.aborted) throw signal.reason
      const send = options.fetch ?? fetch
      const init = { method, headers, signal: clock.signal, ...(content !== undefined && { body: content }) }
      const sent = (async () => send(task.url, init))()
      // A fetch that does not know signals may answer when nobody waits any more.
      sent.then((late) => clock.ending && late.body?.cancel()).catch(() => {})
      const response = await clock.race(sent)
      if (!response?.status || !response.headers?.get)
        throw apiError(task, 'unexpected_content', 'no Response from fetch')
      answer.response = response
      // A body that is null (React Native) is read whole.
      reader = response.body?.getReader() ?? {
        read: async () => ({ done: true, value: new Uint8Array(await response.arrayBuffer()) }) as never,
        cancel: async () => {},
      }
      tell({ type: 'response', status: response.status, ms: elapsed() })
      good = isResult(task, response)
      if (good) return
      const decoder = new TextDecoder()
      let text = ''
      try {
        for (let bytes = await answer.read(); bytes; bytes = received < ENOUGH ? await answer.read() : undefined) {
          text += decoder.decode(bytes, { stream: true })
        }
      } catch {
        // The status says enough.
      }
      throw answer.refuse(text || response.statusText)
    },
    read() {
      if (!reader || ended) return Promise.resolve(undefined)
      return clock.race(reader.read(), stallTimeout, ({ done, value }) => {
        ended ||= done
        if (!value?.length) return done ? undefined : answer.read()
        received += value.length
        answer.begun = good
        if (good && (options.onEvent || options.debug)) {
          const total = Number(answer.response.headers.get('content-length'))
          tell({ type: 'progress', received, ...(total > 0 && { total }) })
        }
        return value
      })
    },
    untimed: clock.untimed,
    refuse: (text, status) => classify(task, answer.response, text, scrub, 'authorization' in headers, status),
    fail(cause, text) {
      const partial = text && scrub(text)
      const { ending } = clock
      close()
      if (signal?.aborted) return signal.reason
      const facts = { requestId: answer.requestId(), context: { operation, method, url, attempts: attempt } }
      if (isBlossomError(cause)) {
        const { status } = answer.response ?? {}
        return Object.assign(
          cause,
          facts,
          status && { status },
          cause instanceof StreamError && { partial: partial ?? '' },
        )
      }
      const network = !ending || ending === 'stop'
      const broken = network && good && text !== undefined
      const [Class, code, message]: [typeof NetworkError | typeof StreamError, ErrorCode, string] =
        ending === 'timeout'
          ? [TimeoutError, 'timeout', `No complete answer within ${timeout / 1000} s.`]
          : ending === 'stall'
            ? [StreamError, 'stalled', `The answer stalled: no data for ${stallTimeout / 1000} s.`]
            : broken
              ? [StreamError, 'incomplete', 'The connection broke off in the answer.']
              : [NetworkError, 'network', 'No connection, or it broke off.']
      return new Class(message, {
        code,
        suggestion: network
          ? 'Check the connection; in a browser CORS looks the same.'
          : `Try again, or give a longer ${ending === 'stall' ? 'stallTimeout' : ending}.`,
        retryable: true,
        ...facts,
        ...(Class === StreamError && { partial: partial ?? '' }),
        ...(network && { cause: cleanCause(cause, scrub, 'authorization' in headers) }),
      })
    },
    close,
    done() {
      close()
      tell({ type: 'done', ms: elapsed(), ...(answer.usage && { usage: answer.usage }) })
    },
    tell,
  }
  return answer
}
