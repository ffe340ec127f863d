/**
 * What {@link createEmulator} takes.
 *
 * @example
 * ```ts
 * import { createEmulator, type EmulatorOptions } from 'blossom-ai/testing'
 *
 * const options: EmulatorOptions = { keys: ['sk_example'], pace: 20 }
 * const fetch = createEmulator(options)
 * ```
 */
export interface EmulatorOptions {
  /** The keys that gen and media accept. Absent: any `sk_…` or `pk_…`. */
  keys?: readonly string[]
  /** What goes wrong, and when. The first fault that matches a request is applied. */
  faults?: readonly Fault[]
  /** Salts every answer. Default 0. */
  seed?: number
  /** Milliseconds between the pieces of a stream. Default 0: none. */
  pace?: number
}

/**
 * Something that goes wrong. The n-th matching request (1 is the first; absent: each) gets the fault.
 *
 * @example
 * ```ts
 * import { createEmulator, type Fault } from 'blossom-ai/testing'
 *
 * const busy: Fault = { route: 'image.pollinations.ai', nth: 1, status: 429, headers: { 'retry-after': '1' } }
 * const fetch = createEmulator({ faults: [busy] })
 * ```
 */
export interface Fault {
  /** Tested against `"METHOD host/path"`; a string matches when it is contained. Absent: every request. */
  route?: string | RegExp
  /** Which of the matching requests gets the fault, 1 for the first. Absent: each of them. */
  nth?: number
  /** Replaces the status; alone, the body becomes the host's own error body for that status. */
  status?: number
  /** Replaces the body: a string goes out as text/plain, an object as JSON. Alone, the status is 200. */
  body?: string | object
  /** Replaces headers; alone, they are added to the normal answer. */
  headers?: Record<string, string>
  /** Milliseconds before the answer. */
  delay?: number
  /** Never answers. */
  hang?: true
  /** The connection dies before the headers; with `cut`, after so many bytes of the body. */
  reset?: true
  /** After so many bytes of the body nothing more comes, and the connection stays open. */
  stall?: number
  /** The body ends, cleanly, after so many bytes. */
  cut?: number
  /** The body arrives in reads of so many bytes. */
  split?: number
  /** Classic images: HTTP 200 with a picture that says "rate limited", told by `X-Error-Type`. */
  placeholder?: true
  /** A refusal written as HTTP 200: gen's, as an assistant message, or the classic deprecation notice. */
  refusal?: 'balance' | 'key_budget' | 'permission' | 'deprecation'
  /** Raw bytes that are put in before the `at`-th event of a stream. */
  insert?: string
  /** Which event `insert` goes before, 1 for the first (the default). */
  at?: number
}

/**
 * A request as the emulator got it.
 *
 * @example
 * ```ts
 * import type { RecordedRequest } from 'blossom-ai/testing'
 *
 * const keyOf = ({ headers }: RecordedRequest) => headers.authorization
 * ```
 */
export interface RecordedRequest {
  /** In upper case. */
  method: string
  /** Whole, with its query. */
  url: string
  /** Names in lower case. */
  headers: Record<string, string>
  /** The body as text; multipart as its serialised text. */
  body: string
  /** The caller gave up before the answer was complete. */
  aborted: boolean
}

/**
 * A `fetch` that answers like Pollinations.AI, and remembers what it was asked.
 *
 * @example
 * ```ts
 * import { createEmulator, type Emulator } from 'blossom-ai/testing'
 *
 * const urlsOf = ({ requests }: Emulator) => requests.map(({ url }) => url)
 * console.log(urlsOf(createEmulator())) // []
 * ```
 */
export interface Emulator {
  (input: string | URL | Request, init?: RequestInit): Promise<Response>
  /** Every request, in the order of arrival. */
  readonly requests: RecordedRequest[]
  /** Forgets the requests, the counters of the faults and what was uploaded. */
  reset(): void
}
