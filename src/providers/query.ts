import { invalid } from '../call/options.ts'

/** What may stand in a query: undefined, false and `''` are never sent. */
export type QueryValue = string | number | boolean | undefined

/**
 * A query string in the order of its entries, with its question mark.
 *
 * @throws ValidationError `invalid_option` for text that no URL can hold (lone surrogates).
 */
export function query(operation: string, values: Readonly<Record<string, QueryValue>>): string {
  const parts: string[] = []
  for (const [name, value] of Object.entries(values)) {
    if (!value && value !== 0) continue
    try {
      parts.push(`${name}=${encodeURIComponent(value)}`)
    } catch {
      throw invalid(operation, name, 'well-formed Unicode')
    }
  }
  return parts.length ? `?${parts.join('&')}` : ''
}

/** Pictures to start from in one value: the hosts split at `|`, or at commas where there is none. */
export function joinUrls(image: string | readonly string[] | undefined): string | undefined {
  const urls = [image ?? []].flat()
  return urls.map((url) => url.replace(/,/g, '%2C').replace(/\|/g, '%7C')).join('|') || undefined
}
