import type { RecordedRequest } from '../../src/testing/index.ts'

/** Bounds of what a served emulator remembers: requests, and characters of their URLs, headers and bodies together. */
export const [MOST_RECORDS, MOST_CHARACTERS] = [1000, 16_000_000]

const sizeOf = ({ url, headers, body }: RecordedRequest): number =>
  Object.entries(headers).reduce((size, [name, value]) => size + name.length + value.length, url.length + body.length)

/** Forgets the oldest requests, so that a server that runs for days does not grow. Of one that is too long the end goes. */
export function boundRecords(requests: RecordedRequest[]): void {
  let size = 0
  let first = requests.length
  while (first > 0 && requests.length - first < MOST_RECORDS) {
    const record = requests[first - 1] as RecordedRequest
    const own = sizeOf(record)
    if (size + own > MOST_CHARACTERS) {
      if (size > 0) break
      // A copy: a part of a string would keep all of it.
      record.body = Buffer.from(record.body.slice(0, MOST_CHARACTERS - (own - record.body.length))).toString()
    }
    size += own
    first--
  }
  requests.splice(0, first)
}
