import type { IncomingMessage } from 'node:http'

/** The body of a request. */
export async function readBody(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Uint8Array.from(Buffer.concat(chunks))
}
