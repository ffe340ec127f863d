/** What a new object of which is no reason to ask again; a schema is mostly made anew in each render. */
const PASSING = ['signal', 'limiter', 'requestId', 'schema']

/**
 * A text that is another one when the result would be another one. By value, because options are mostly written as an
 * object in the render; hence functions do not count.
 */
export function keyOf(value: unknown): string {
  return JSON.stringify(value, (name, part) =>
    PASSING.includes(name) ? undefined : part instanceof Blob ? [part.size, part.type, (part as File).name] : part,
  )
}
