import { apiError } from './classify.ts'
import { abortable } from './clocks.ts'
import { isAnonymous, ownHost } from './host.ts'
import { type CallOptions, invalid } from './options.ts'
import type { Task } from './plan.ts'

/** Refuses `Authorization` in `headers` where the key has one way in, or none. */
export function checkAuthorization({ operation, service, url }: Task, headers: Readonly<Record<string, string>>): void {
  if ('authorization' in headers && (isAnonymous(service) || ownHost(url))) {
    throw invalid(operation, 'headers', 'without Authorization here: give apiKey')
  }
}

/**
 * The key that goes out with a request; undefined where none may or need go.
 *
 * @param onIgnored - Told when a key was given and must not go to this host.
 */
export async function keyFor(
  task: Task,
  { apiKey, signal }: CallOptions,
  onIgnored: () => void,
): Promise<string | undefined> {
  const host = ownHost(task.url)
  const open = task.key || (task.auth && !isAnonymous(host))
  if (apiKey !== undefined && (task.key || !open)) onIgnored()
  const source = task.key ?? apiKey
  const key: unknown = open && typeof source === 'function' ? await abortable(source(), signal) : source
  const given = source !== undefined
  // A misspelt variable must not become an anonymous call.
  const blank = typeof key === 'string' ? !key.trim() : key === undefined || key === null
  if (given ? blank : open && host) throw apiError(task, 'missing_key', given ? 'apiKey is empty' : '')
  if (!given || !open) return
  if (typeof key !== 'string' || /[^!#-[\]-~]/.test(key))
    throw apiError(task, 'invalid_key', 'apiKey contains characters that are not allowed')
  return key
}
