// A server that says nothing for 310 s, and Node's own `fetch`, which waits 300 s for the headers of an answer. It counts these
// by turns of a timer, so they take longer on a busy machine: the server waits for the end of the call that fails, too.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateVideo, isBlossomError, pollinations } from '../../src/index.ts'

// Node makes its own Agent at the first fetch. A package undici that is loaded before would put its own in that place.
await fetch('data:,first')
const { patientFetch } = await import('./patient-fetch.ts')

const SILENCE = 310_000
const VIDEO = Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isomiso2', 'latin1')

const requests = new Map<string, number>()
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
let tellFailed = () => {}
const defaultFailed = new Promise<void>((resolve) => (tellFailed = resolve))
let server: Server
let base = ''

beforeAll(async () => {
  server = createServer({ requestTimeout: 0, headersTimeout: 0 }, async (request, response) => {
    const [, test = ''] = (request.url ?? '').split('/')
    requests.set(test, (requests.get(test) ?? 0) + 1)
    // The other one waits for nothing.
    if (test !== 'patient') return
    await Promise.all([pause(SILENCE), defaultFailed.then(() => pause(10_000))])
    response.writeHead(200, { 'content-type': 'video/mp4' }).end(VIDEO)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

test.concurrent('by default the call fails as a timeout, and is not sent, and paid, a second time', async () => {
  const error: unknown = await generateVideo('a bee', {
    provider: pollinations(`${base}/default`),
    apiKey: 'sk_test',
  }).catch((error: unknown) => error)
  tellFailed()
  expect([isBlossomError(error) && error.code, requests.get('default')]).toEqual(['timeout', 1])
  // What to do stands in the error.
  expect(isBlossomError(error) && error.suggestion).toMatch(/Node|fetch|undici/)
})

test.concurrent('with the fetch of the guide the answer arrives', async () => {
  const video = await generateVideo('a bee', {
    provider: pollinations(`${base}/patient`),
    apiKey: 'sk_test',
    fetch: patientFetch,
  })
  expect([video.mediaType, video.blob.size, requests.get('patient')]).toEqual(['video/mp4', VIDEO.length, 1])
})
