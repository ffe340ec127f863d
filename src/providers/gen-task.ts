import type { CallOptions } from '../call/options.ts'
import type { Task } from '../call/plan.ts'
import type { Gen } from './pollinations.ts'

/**
 * A request to gen, a POST unless told otherwise. What is no stream is joined there with an identical one under way.
 *
 * @param route - Its path, as errors and events show it.
 * @param more - What differs; its `url` where the whole address must not be shown.
 */
export function genTask(
  operation: string,
  { base }: Gen,
  route: string,
  { referrer }: CallOptions,
  more: Partial<Task>,
): Task {
  const shown = base + route
  const ignored = referrer ? ['referrer'] : []
  return { operation, service: 'gen', auth: true, joined: true, method: 'POST', url: shown, shown, ignored, ...more }
}

/** The JSON body of a POST, and the header that says so. */
export const jsonBody = (body: object): Pick<Task, 'headers' | 'body'> => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/** Whether a prompt goes by GET: gen's firewall refuses `%25` in a path, a path of dots collapses, and `models` is a list. */
export const fitsPath = (url: string, prompt: string): boolean => url.length <= 2000 && !/%|^(\.+|models)$/.test(prompt)
