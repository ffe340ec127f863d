import type { APICode } from './error-code.ts'

/**
 * One request, complete but for the key: what a user's own image provider makes.
 *
 * @example
 * ```ts
 * import type { Plan } from 'blossom-ai'
 *
 * const plan = (prompt: string): Plan => ({ method: 'POST', url: '/api/draw', body: JSON.stringify({ prompt }) })
 * ```
 */
export interface Plan {
  /** Absolute, or relative to the page. Must not hold a key. */
  url: string
  /** What the service wants. */
  method: 'GET' | 'POST'
  /** More of them; not the key. */
  headers?: Record<string, string>
  /** Of a POST. */
  body?: string | FormData | Blob
  /** Send the call's key as `Authorization: Bearer …`. Default: false. */
  auth?: boolean
}

/** The hosts, as far as their answers must be read differently. */
export type Service = 'gen' | 'media' | 'image' | 'text' | 'worker' | 'custom'

/** A plan and what `send` has to know of it. */
export interface Task extends Plan {
  /** The public function, for errors and events. */
  operation: string
  service: Service
  /** The URL as errors and events show it: cut after the route. */
  shown: string
  /** The host joins identical requests, so that repeating one after a timeout costs nothing twice. */
  joined?: boolean
  /** Errors do not repeat what the body says: the address stood in an answer, and may lead anywhere. */
  silent?: boolean
  /** The provider's own key, which goes out instead of the call's. */
  key?: (() => string | Promise<string>) | undefined
  /** Default of the option `timeout` where it is not 120000. */
  timeout?: number
  /** Options that this host does not know and that were left out. */
  ignored?: readonly string[]
  /** The model asked for, and the names known here: for the suggestion when the service knows no such model. */
  model?: string
  models?: readonly string[]
  /** The status that an answer means, where that may be another than its own. */
  meant?: (response: Response) => number
  /** What a status means to this host, where that differs from others. */
  code?: (status: number) => APICode | undefined
  /** What to do at this host, in place of the usual suggestion. */
  advice?: (usual: string) => string | undefined
  /** Other names asked for: the word by which the service speaks of each, what was asked, and the names known here. */
  known?: readonly Known[]
}

export type Known = readonly [word: string, asked: string | undefined, names: readonly string[]]
