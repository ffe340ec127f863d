/** A JSON object. */
export type Json = Record<string, unknown>

/** Whether a value is a JSON object, and no array. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value as an object; an empty one when it is none. */
export function toObject(value: unknown): Json {
  return isObject(value) ? value : {}
}

/** The value as a list; an empty one when it is none. */
export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The value as a text; an empty one when it is none. */
export function toText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The parsed text; undefined when it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
