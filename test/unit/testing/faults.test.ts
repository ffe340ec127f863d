import { expect, test, vi } from 'vitest'
import { createEmulator, type Emulator, type Fault } from '../../../src/testing/index.ts'
import { advance, isOpen } from '../helpers/time.ts'
import { bytesOf, GEN, IMAGE, KEY, TEXT } from './ask.ts'
import { decodePng, readEvents } from './decode.ts'

const PICTURE = `${IMAGE}/prompt/bee?width=8&height=8`
const CHAT = `${GEN}/v1/chat/completions`
const faulty = (...faults: Fault[]): Emulator => createEmulator({ faults })

/** The reads of a body one by one, and the error that it ends with. */
async function readAll(response: Response): Promise<{ reads: Uint8Array[]; error?: unknown }> {
  const reads: Uint8Array[] = []
  const reader = response.body?.getReader()
  try {
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) reads.push(read.value)
    return { reads }
  } catch (error) {
    return { reads, error }
  }
}
const sum = (reads: Uint8Array[]) => reads.reduce((total, read) => total + read.length, 0)

test('route: a text matches where "METHOD host/path" holds it, an expression where it matches, and nothing matches everything', async () => {
  const status = async (route: string | RegExp | undefined, url = PICTURE) =>
    (await faulty({ ...(route === undefined ? {} : { route }), status: 418 })(url)).status
  expect(await status('GET image.pollinations.ai/prompt/bee')).toBe(418)
  expect(await status('image.pollinations')).toBe(418)
  expect(await status('POST image')).toBe(200)
  expect(await status(/^GET .*bee$/)).toBe(418)
  expect(await status(/width/)).toBe(200)
  expect(await status(undefined)).toBe(418)
})

test('route: the path is the raw one', async () => {
  expect((await faulty({ route: '/a%20bee', status: 418 })(`${IMAGE}/prompt/a%20bee`)).status).toBe(418)
})

test('route: a preflight is spared and not counted, unless the fault names it', async () => {
  const fetch = faulty({ nth: 1, status: 500 })
  expect((await fetch(PICTURE, { method: 'OPTIONS' })).status).toBe(204)
  expect((await fetch(PICTURE)).status).toBe(500)
  expect((await faulty({ route: 'OPTIONS', status: 403 })(PICTURE, { method: 'OPTIONS' })).status).toBe(403)
})

test('nth: each fault counts the requests that match it, and without nth each of them gets it', async () => {
  const fetch = faulty({ route: 'image', nth: 2, status: 500 }, { route: /prompt/g, status: 418 })
  const statuses = []
  for (const url of [PICTURE, `${TEXT}/bee`, PICTURE, PICTURE]) statuses.push((await fetch(url)).status)
  expect(statuses).toEqual([418, 200, 500, 418])
})

test('the first fault that matches wins', async () => {
  const fetch = faulty({ status: 418 }, { status: 500 })
  expect((await fetch(PICTURE)).status).toBe(418)
})

test('body: a text goes out as text/plain, an object as JSON, with status 200', async () => {
  const [text, json] = [await faulty({ body: 'ö' })(PICTURE), await faulty({ body: { a: [1] } })(PICTURE)]
  expect([text.status, text.headers.get('content-type'), await text.text()]).toEqual([
    200,
    'text/plain; charset=utf-8',
    'ö',
  ])
  expect([json.status, json.headers.get('content-type'), await json.json()]).toEqual([
    200,
    'application/json; charset=utf-8',
    { a: [1] },
  ])
})

test('status, body and headers together are the answer', async () => {
  const response = await faulty({
    status: 503,
    body: '<h1>no</h1>',
    headers: { 'Content-Type': 'text/html', 'Retry-After': '7' },
  })(PICTURE)
  expect([response.status, response.headers.get('content-type'), response.headers.get('retry-after')]).toEqual([
    503,
    'text/html',
    '7',
  ])
  expect(await response.text()).toBe('<h1>no</h1>')
})

test('headers alone are added to the normal answer, and replace what they name', async () => {
  const response = await faulty({ headers: { 'X-Cache': 'ODD', 'x-more': '1' } })(PICTURE)
  expect([response.headers.get('x-cache'), response.headers.get('x-more')]).toEqual(['ODD', '1'])
  expect(decodePng(await bytesOf(response)).width).toBe(8)
})

test.each([
  [CHAT, 402, /"code":"PAYMENT_REQUIRED"/],
  [CHAT, 429, /"code":"RATE_LIMITED"/],
  [CHAT, 500, /"code":"INTERNAL_ERROR"/],
  [CHAT, 524, /<!DOCTYPE html>/],
  [CHAT, 202, /"status":"pending"/],
  [PICTURE, 402, /"x402Version":1,"error":"Queue full for IP/],
  [PICTURE, 429, /"error":"Too Many Requests"/],
  [PICTURE, 500, /"timingInfo":\[\]/],
  [PICTURE, 502, /<!DOCTYPE html>/],
  [PICTURE, 530, /^error code: 1033$/],
  [`${TEXT}/bee`, 402, /"deprecation_notice":/],
  [`${TEXT}/bee`, 403, /"blockedIp":/],
  [`${TEXT}/bee`, 429, /Queue full for IP: .* \(max: 1\)","status":429/],
  [`${TEXT}/bee`, 500, /^Worker error: /],
  ['https://media.pollinations.ai/x', 413, /^\{"error":"/],
])('status alone: %s with %i says what the host says', async (url, status, pattern) => {
  const response = await faulty({ status })(url, { headers: KEY })
  expect(response.status).toBe(status)
  expect(await response.text()).toMatch(pattern)
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
})

test('a status without a body has none', async () => {
  expect((await faulty({ status: 204 })(PICTURE)).body).toBeNull()
})

test('delay: the answer comes so much later, and an abort ends the wait', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const answer = faulty({ delay: 60_000 })(PICTURE)
  await advance(59_999)
  expect(await isOpen(answer)).toBe(true)
  await advance(1)
  expect((await answer).status).toBe(200)
  vi.useRealTimers()
  const fetch = faulty({ delay: 60_000 })
  const reason = new Error('enough')
  const signal = abortSoon(reason)
  await expect(fetch(PICTURE, { signal })).rejects.toBe(reason)
  expect(fetch.requests[0]?.aborted).toBe(true)
})

test('hang: there is no answer until the caller aborts', async () => {
  const reason = new Error('enough')
  const controller = new AbortController()
  const fetch = faulty({ hang: true })
  const answer = fetch(PICTURE, { signal: controller.signal })
  const first = await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 60, 'silence'))])
  expect(first).toBe('silence')
  controller.abort(reason)
  await expect(answer).rejects.toBe(reason)
})

test('reset: the call rejects as Node tells it, and is no abort', async () => {
  const fetch = faulty({ reset: true })
  const error = await fetch(PICTURE).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(TypeError)
  expect(error).toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNRESET' } })
  expect(fetch.requests[0]?.aborted).toBe(false)
})

test('reset and cut: the body breaks after so many bytes, though its full length was promised', async () => {
  const response = await faulty({ reset: true, cut: 100 })(PICTURE)
  expect(Number(response.headers.get('content-length'))).toBeGreaterThan(100)
  const { reads, error } = await readAll(response)
  expect(sum(reads)).toBe(100)
  expect(error).toMatchObject({ cause: { code: 'ECONNRESET' } })
})

test('cut: the body ends cleanly after so many bytes, and no length is promised', async () => {
  const whole = await bytesOf(createEmulator()(PICTURE))
  const response = await faulty({ cut: 100 })(PICTURE)
  expect(response.headers.get('content-length')).toBeNull()
  expect(await bytesOf(response)).toEqual(whole.slice(0, 100))
  expect(await bytesOf(faulty({ cut: 0 })(PICTURE))).toHaveLength(0)
  expect(await bytesOf(faulty({ cut: 1e9 })(PICTURE))).toEqual(whole)
})

test('stall: after so many bytes there is silence, which an abort ends with its reason', async () => {
  const controller = new AbortController()
  const fetch = faulty({ stall: 50 })
  const response = await fetch(`${TEXT}/bee?stream=true`, { signal: controller.signal })
  const reading = readAll(response)
  expect(await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 60, 'silence'))])).toBe('silence')
  const reason = new Error('enough')
  controller.abort(reason)
  const { reads, error } = await reading
  expect([sum(reads), error]).toEqual([50, reason])
  expect(fetch.requests[0]?.aborted).toBe(true)
})

test('stall past the end of the body: everything comes but the end', async () => {
  const controller = new AbortController()
  const reading = readAll(await faulty({ stall: 1e9 })(PICTURE, { signal: controller.signal }))
  await new Promise((resolve) => setTimeout(resolve, 30))
  controller.abort()
  expect(sum((await reading).reads)).toBe((await bytesOf(createEmulator()(PICTURE))).length)
})

test('split: the body comes in reads of so many bytes, and is the same', async () => {
  const whole = await bytesOf(createEmulator()(`${TEXT}/bee?stream=true`))
  for (const split of [1, 7, 1000, 1e9]) {
    const { reads } = await readAll(await faulty({ split })(`${TEXT}/bee?stream=true`))
    expect(reads.slice(0, -1).every((read) => read.length === split)).toBe(true)
    expect(Buffer.concat(reads)).toEqual(Buffer.from(whole))
  }
})

test('split and cut combine', async () => {
  const { reads } = await readAll(await faulty({ split: 7, cut: 30 })(PICTURE))
  expect(reads.map((read) => read.length)).toEqual([7, 7, 7, 7, 2])
})

test('placeholder: a 200 with a picture, told by its headers alone, and not to be kept', async () => {
  const response = await faulty({ placeholder: true })(PICTURE)
  expect(response.status).toBe(200)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'x-error-type': 'Too Many Requests',
    'x-error-status': '429',
    'x-error-message': expect.stringContaining('Queue full'),
    'x-rate-limited': 'true',
    'cache-control': 'no-store',
  })
  expect(decodePng(await bytesOf(response)).width).toBeGreaterThan(8)
})

test('insert: raw bytes go in before the n-th event, the first one by default, the end past the last', async () => {
  const plain = await (await fetch0('stream')).text()
  const parts = plain.split(/(?<=\n\n)/)
  const insert = ': comment\r\n\r\n'
  expect(await (await fetch0('stream', { insert })).text()).toBe(insert + plain)
  expect(await (await fetch0('stream', { insert, at: 3 })).text()).toBe(
    [...parts.slice(0, 2), insert, ...parts.slice(2)].join(''),
  )
  expect(await (await fetch0('stream', { insert, at: 9999 })).text()).toBe(plain + insert)
})

test('insert goes into a body that the fault itself brought', async () => {
  const body = 'data: 1\n\ndata: 2\n\n'
  const response = await faulty({
    body,
    headers: { 'content-type': 'text/event-stream' },
    insert: 'data: x\n\n',
    at: 2,
  })(PICTURE)
  expect(readEvents(await response.text())).toEqual(['1', 'x', '2'])
})

function fetch0(what: 'stream', fault?: Fault): Promise<Response> {
  return createEmulator({ faults: fault ? [fault] : [] })(`${TEXT}/bee?${what}=true`)
}

function abortSoon(reason: Error): AbortSignal {
  const controller = new AbortController()
  setTimeout(() => controller.abort(reason), 20)
  return controller.signal
}
