import type { RecordedRequest } from '../../src/testing/index.ts'

/** Bounds of what a served emulator remembers: requests, and characters of their URLs, headers and bodies together. */
export const [MOST_RECORDS, MOST_CHARACTERS] = [1000, 16_000_000]

function sizeOf({ url, headers, body }: RecordedRequest): number {
  let size = url.length + body.length
  for (const [name, value] of Object.entries(headers)) size += name.length + value.length
  return size
}

/**
 * Forgets the oldest of the requests, so that a server that runs for days does not grow. Gives what counts a request when its
 * answer has ended; of one that is larger than the bound the end of the body goes.
 */
export function boundRecords(requests: RecordedRequest[]): (record: RecordedRequest) => void {
  const sizes = new WeakMap<RecordedRequest, number>()
  let total = 0
  function count(record: RecordedRequest): void {
    const excess = sizeOf(record) - MOST_CHARACTERS
    // A copy: a part of a string would keep all of it.
    if (excess > 0) record.body = Buffer.from(record.body.slice(0, -excess)).toString()
    sizes.set(record, sizeOf(record))
    total += sizeOf(record)
  }
  return (record) => {
    count(record)
    const sum = () => requests.reduce((sum, record) => sum + (sizes.get(record) ?? 0), 0)
    // Counted anew: the list may have been emptied meanwhile.
    if (total > MOST_CHARACTERS) total = sum()
    while (requests.length > MOST_RECORDS || (total > MOST_CHARACTERS && requests.length > 1)) {
      total -= sizes.get(requests.shift() as RecordedRequest) ?? 0
    }
  }
}
