import type { IncomingMessage } from 'node:http'

/** The body of a request; undefined when it is longer than a limit. */
export async function readBody(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>>
export async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array<ArrayBuffer> | undefined>
export async function readBody(
  request: IncomingMessage,
  limit = Number.POSITIVE_INFINITY,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  // What is too long is read to its end all the same, and dropped: the client then sees the answer.
  for await (const chunk of request) {
    size += chunk.length
    if (size <= limit) chunks.push(chunk)
  }
  return size > limit ? undefined : Uint8Array.from(Buffer.concat(chunks))
}
