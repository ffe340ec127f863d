import { type HeadersLike, invalid } from './options.ts'

/** The pairs of any of the three forms of headers, unchecked. */
export function rawPairs(headers: HeadersLike): (readonly [string, string])[] {
  return Symbol.iterator in headers ? [...(headers as readonly (readonly [string, string])[])] : Object.entries(headers)
}

/** Any of the three forms of headers as one object, names in lower case; checked, since platforms throw with the value in the message. */
export function headersOf(operation: string, headers: HeadersLike = {}): Record<string, string> {
  const checked: Record<string, string> = {}
  for (const pair of rawPairs(Object(headers))) {
    const [name, value]: readonly unknown[] = Array.isArray(pair) ? pair : []
    if (
      typeof name !== 'string' ||
      typeof value !== 'string' ||
      !/^[\w!#$%&'*+.^`|~-]+$/.test(name) ||
      !/^[\t -~\x80-\xff]*$/.test(value)
    ) {
      throw invalid(operation, 'headers', 'valid names and values of one line')
    }
    checked[name.toLowerCase()] = value
  }
  return checked
}
