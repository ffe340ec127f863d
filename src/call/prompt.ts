import type { ValidationError } from './errors.ts'
import { badInput } from './options.ts'

/** An `invalid_prompt` error. */
export function badPrompt(operation: string, what: string): ValidationError {
  return badInput(operation, 'invalid_prompt', `The prompt is ${what}.`, 'Give some text, not too long.')
}

/** Refuses a URL that is too long for a GET, where there is no POST. */
export function checkLength(operation: string, url: string): string {
  if (url.length > 8000) throw badPrompt(operation, 'too long for a URL of 8000 characters')
  return url
}

/**
 * Checks a prompt and gives it encoded for the path of a URL.
 *
 * @param dots - Whether `.` and `..` will do: a path cannot hold them.
 * @throws ValidationError `invalid_prompt` when it is no string, blank, or holds half of a surrogate pair.
 */
export function encodePrompt(operation: string, prompt: unknown, dots = true): string {
  if (typeof prompt !== 'string' || !prompt.trim()) throw badPrompt(operation, 'empty, or no string')
  if (!dots && /^\.\.?$/.test(prompt)) throw badPrompt(operation, 'only dots: no path can hold them')
  try {
    return encodeURIComponent(prompt)
  } catch {
    throw badPrompt(operation, 'cut inside a character: half of a surrogate pair')
  }
}
