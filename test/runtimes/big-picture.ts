import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createEmulator } from '../../src/testing/index.ts'

const MEGABYTE = 1024 * 1024
const BLOCK = new Uint8Array(64 * 1024)

/** A picture that decodes, with zeros behind its end up to so many megabytes; never more than a block of it at once. */
export async function sendBigPicture(response: ServerResponse, megabytes: number): Promise<void> {
  const answer = await createEmulator()('https://image.pollinations.ai/prompt/bee?width=16&height=16')
  const picture = new Uint8Array(await answer.arrayBuffer())
  const size = megabytes * MEGABYTE
  response.writeHead(200, {
    'access-control-allow-origin': '*',
    'cache-control': 'no-store',
    'content-length': size,
    'content-type': `${answer.headers.get('content-type')}`,
  })
  await pipeline(Readable.from(blocksOf(picture, size), { objectMode: false }), response).catch(() => {})
}

function* blocksOf(picture: Uint8Array, size: number): Generator<Uint8Array> {
  yield picture
  for (let left = size - picture.length; left > 0; left -= BLOCK.length)
    yield BLOCK.subarray(0, Math.min(left, BLOCK.length))
}
