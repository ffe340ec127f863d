import { expect, onTestFinished, test, vi } from 'vitest'
import { createEmulator } from '../../../src/testing/index.ts'
import { advance } from '../helpers/time.ts'
import { bytesOf, GEN, IMAGE, KEY, post, TEXT, user } from './ask.ts'

const PICTURE = `${IMAGE}/prompt/bee?width=8&height=8`
const STREAM = `${TEXT}/bee?stream=true`

test('it takes a text, a URL or a Request, and init wins over the Request', async () => {
  const fetch = createEmulator()
  await fetch(PICTURE)
  await fetch(new URL(PICTURE))
  await fetch(new Request(`${TEXT}/openai`, { method: 'POST', body: 'one', headers: { 'X-One': '1' } }))
  await fetch(new Request(`${TEXT}/openai`, { method: 'POST', body: 'one' }), {
    body: 'two',
    headers: { 'X-Two': '2' },
  })
  expect(fetch.requests.map(({ method, url, body }) => [method, url, body])).toEqual([
    ['GET', PICTURE, ''],
    ['GET', PICTURE, ''],
    ['POST', `${TEXT}/openai`, 'one'],
    ['POST', `${TEXT}/openai`, 'two'],
  ])
  expect(fetch.requests[2]?.headers).toMatchObject({ 'x-one': '1' })
  expect(fetch.requests[3]?.headers['x-two']).toBe('2')
})

test('a request is recorded at once, with names in lower case and the body as text', async () => {
  const fetch = createEmulator()
  const answer = post(fetch, `${GEN}/v1/chat/completions`, user('ö'))
  expect(fetch.requests).toHaveLength(1)
  await answer
  expect(fetch.requests[0]?.headers).toEqual({ authorization: 'Bearer sk_test', 'content-type': 'application/json' })
  expect(JSON.parse(fetch.requests[0]?.body ?? '')).toEqual(user('ö'))
})

test('a form is recorded as its serialised text', async () => {
  const fetch = createEmulator()
  const body = new FormData()
  body.set('file', new File(['bee'], 'bee.txt'))
  await fetch('https://media.pollinations.ai/upload', { method: 'POST', headers: KEY, body })
  expect(fetch.requests[0]?.body).toMatch(/name="file"; filename="bee\.txt"[\s\S]*\r\n\r\nbee\r\n--/)
})

test('with a signal that is aborted already there is no request, and the reason is thrown', async () => {
  const fetch = createEmulator()
  const reason = { any: 'value' }
  await expect(fetch(PICTURE, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  expect(fetch.requests).toEqual([])
})

test('an abort in the middle of a body errors it with the reason, though nobody reads at that moment', async () => {
  const fetch = createEmulator()
  const controller = new AbortController()
  const reason = new Error('enough')
  const reader = (await fetch(STREAM, { signal: controller.signal })).body?.getReader()
  await reader?.read()
  controller.abort(reason)
  await expect(reader?.read()).rejects.toBe(reason)
  expect(fetch.requests[0]?.aborted).toBe(true)
})

test('the signal of a Request counts, too', async () => {
  const fetch = createEmulator({ pace: 60_000 })
  const controller = new AbortController()
  const response = await fetch(new Request(STREAM, { signal: controller.signal }))
  const reading = response.text()
  controller.abort()
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
  expect(fetch.requests[0]?.aborted).toBe(true)
})

test('a body that is cancelled before its end is aborted, one that was read to its end is not, whatever comes later', async () => {
  const fetch = createEmulator()
  const controller = new AbortController()
  await (await fetch(STREAM)).body?.cancel()
  await (await fetch(STREAM, { signal: controller.signal })).text()
  const reader = (await fetch(STREAM, { signal: controller.signal })).body?.getReader()
  let text = ''
  while (!text.includes('[DONE]')) text += new TextDecoder().decode((await reader?.read())?.value)
  await reader?.cancel()
  controller.abort()
  expect(fetch.requests.map(({ aborted }) => aborted)).toEqual([true, false, false])
})

test('an abort after the headers, before the body was read, is recorded', async () => {
  const fetch = createEmulator()
  const controller = new AbortController()
  const response = await fetch(PICTURE, { signal: controller.signal })
  controller.abort(new Error('enough'))
  await expect(response.text()).rejects.toThrow('enough')
  expect(fetch.requests[0]?.aborted).toBe(true)
})

test('no listener stays on the signal of a caller when a body has ended, was cancelled or has failed', async () => {
  const fetch = createEmulator({
    faults: [
      { route: '/reset', reset: true },
      { route: '/broken', reset: true, cut: 5 },
    ],
  })
  const { signal } = new AbortController()
  let listeners = 0
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners++
    addEventListener.apply(signal, args)
  }
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners--
    removeEventListener.apply(signal, args)
  }
  const open = await fetch(STREAM, { signal })
  expect(listeners).toBe(1)
  await open.body?.cancel()
  await (await fetch(STREAM, { signal })).text()
  await (await fetch(PICTURE, { signal, method: 'HEAD' })).text()
  await fetch(`${TEXT}/reset`, { signal }).catch(() => undefined)
  await (await fetch(`${TEXT}/broken`, { signal })).text().catch(() => undefined)
  expect(listeners).toBe(0)
})

test('pace: there is a pause between the pieces of a stream, before no first one, and none in other bodies', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const fetch = createEmulator({ pace: 5000 })
  const reader = (await fetch(STREAM)).body?.getReader()
  let read = await reader?.read()
  let pieces = 0
  for (; read && !read.done; pieces++) {
    const next = reader?.read()
    let open = true
    void next?.then(() => {
      open = false
    })
    await advance(4999)
    // Behind the last piece the end follows at once.
    if (open) await advance(1)
    else expect((await next)?.done).toBe(true)
    read = await next
  }
  expect(pieces).toBeGreaterThan(5)
  expect(await bytesOf(fetch(PICTURE))).not.toHaveLength(0)
})

test('reset forgets the requests, the counters of the faults, the cache and what was uploaded', async () => {
  const fetch = createEmulator({ faults: [{ route: '/fail', nth: 1, status: 500 }] })
  const { requests } = fetch
  const upload = () => fetch('https://media.pollinations.ai/upload', { method: 'POST', headers: KEY, body: 'x' })
  const { id, url } = await (await upload()).json()
  await fetch(PICTURE)
  expect((await fetch(`${TEXT}/fail`)).status).toBe(500)
  expect((await fetch(`${TEXT}/fail`)).status).toBe(200)
  fetch.reset()
  expect(requests).toEqual([])
  expect((await fetch(`${TEXT}/fail`)).status).toBe(500)
  expect((await fetch(PICTURE)).headers.get('x-cache')).toBe('MISS')
  expect((await fetch(url)).status).toBe(404)
  expect((await (await upload()).json()).id).toBe(id)
  expect(fetch.requests).toBe(requests)
})

test('an emulator needs nothing of another one', async () => {
  const [one, two] = [createEmulator(), createEmulator()]
  await one(PICTURE)
  expect((await two(PICTURE)).headers.get('x-cache')).toBe('MISS')
  expect([one.requests.length, two.requests.length]).toEqual([1, 1])
})

test('an address that is none rejects as fetch does', async () => {
  await expect(createEmulator()('/api/ai/models')).rejects.toBeInstanceOf(TypeError)
})

test.each([
  [{ fautls: [] }, 'The emulator knows no option "fautls"; there are: keys, faults, seed, pace.'],
  [
    { faults: [{ status: 500 }, { nth: 1, stauts: 502 }] },
    /^The emulator knows no fault "stauts"; there are: .*status/,
  ],
  [{ faults: [{ refusal: 'balanse' }] }, /^The emulator knows no refusal "balanse"; there are: balance, /],
  [{ faults: [{ refusal: 'toString' }] }, /^The emulator knows no refusal "toString"/],
])('what is misspelt is refused: %j', (options, message) => {
  expect(() => createEmulator(options as never)).toThrow(TypeError)
  expect(() => createEmulator(options as never)).toThrow(message)
})

test('a row of a table of tests may be a fault as it is', async () => {
  const rows = [{ name: 'too many', code: 'rate_limit', status: 429, nth: 1 }]
  expect((await createEmulator({ faults: rows })(PICTURE)).status).toBe(429)
})
