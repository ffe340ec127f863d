import type { Fetch } from '../../../src/index.ts'

/** What a body does next: bytes, a wait of so many milliseconds or until a promise resolves, an error. */
export type Step = string | Uint8Array | { wait: number } | { until: Promise<unknown> } | Error

/** Nothing more comes, and the connection stays open. */
export const STALL: Step = { wait: Number.POSITIVE_INFINITY }

/** One answer. Without anything said: a 200 that is an event stream. */
export interface Reply {
  status?: number
  headers?: Record<string, string>
  steps?: readonly Step[]
  /** The fetch itself rejects. */
  fails?: Error
  /** The fetch never answers. */
  hangs?: true
  /** `body` is null, as in React Native; the bytes are there for `arrayBuffer()`. */
  bodyless?: true
}

/** A fetch, and what became of its connections. */
export interface Served {
  fetch: Fetch
  requests: { url: string; init: RequestInit }[]
  /** How many connections the client closed before their end: by the signal, or by cancelling the body. */
  closed: number
  /** How often bytes were asked for. */
  pulls: number
}

export const SSE: Record<string, string> = { 'content-type': 'text/event-stream; charset=utf-8' }
/** How a body dies in Node. */
export const RESET: TypeError = Object.assign(new TypeError('terminated'), { code: 'ECONNRESET' })

const encoder = new TextEncoder()

/** A fetch that gives these replies in turn, the last one again and again. */
export function serve(...replies: Reply[]): Served {
  const served: Served = { fetch: answer, requests: [], closed: 0, pulls: 0 }

  async function answer(url: string, init: RequestInit = {}): Promise<Response> {
    served.requests.push({ url, init })
    const reply = replies[Math.min(served.requests.length, replies.length) - 1] ?? {}
    const signal = init.signal ?? new AbortController().signal
    if (signal.aborted) throw signal.reason
    if (reply.fails) throw reply.fails
    if (reply.hangs) await untilAborted(signal, () => served.closed++)
    const { status = 200, headers = SSE, steps = [] } = reply
    if (!reply.bodyless) return new Response(bodyOf(steps, signal), { status, headers })
    const bytes = encoder.encode(steps.filter((step) => typeof step === 'string').join(''))
    const whole = { status, headers: new Headers(headers), body: null, arrayBuffer: async () => bytes.buffer }
    return whole as unknown as Response
  }

  function bodyOf(steps: readonly Step[], signal: AbortSignal): ReadableStream<Uint8Array<ArrayBuffer>> {
    let next = 0
    let over = false
    function leave(): void {
      if (!over) served.closed++
      over = true
    }
    return new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        start(controller) {
          signal.addEventListener('abort', () => {
            leave()
            controller.error(signal.reason)
          })
        },
        async pull(controller) {
          served.pulls++
          for (;;) {
            const step = steps[next++]
            if (step === undefined) {
              over = true
              return controller.close()
            }
            if (step instanceof Error) {
              over = true
              throw step
            }
            if (typeof step === 'string' || step instanceof Uint8Array) {
              // Copied: an empty read is one, too.
              return controller.enqueue(typeof step === 'string' ? encoder.encode(step) : new Uint8Array(step))
            }
            if ('until' in step) await step.until
            else await new Promise((resolve) => step.wait < Infinity && setTimeout(resolve, step.wait))
          }
        },
        cancel: leave,
      },
      { highWaterMark: 0 },
    )
  }
  return served
}

function untilAborted(signal: AbortSignal, onAbort: () => void): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      onAbort()
      reject(signal.reason)
    })
  })
}
