import { once } from 'node:events'
import { createServer, get, type Server } from 'node:http'
import { connect } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { pollinations, upload } from '../../../src/index.ts'
import { createEmulator, type EmulatorOptions } from '../../../src/testing/index.ts'
import { handleEmulator, type ServedEmulator, serveEmulator } from '../../server/serve.ts'
import { bytesOf, GEN, KEY, user } from './ask.ts'

const open: ServedEmulator[] = []
async function serve(options?: EmulatorOptions): Promise<ServedEmulator> {
  const served = await serveEmulator(options)
  open.push(served)
  return served
}
afterEach(() => Promise.all(open.splice(0).map((served) => served.close())))

const PATH = '/prompt/bee?width=64&height=64'
const STREAM = '/bee?stream=true'
const waitFor = (check: () => boolean) => vi.waitFor(() => check() || Promise.reject(new Error(`Not so: ${check}`)))

test('each host has its own prefix, and answers over the socket as the emulator itself does', async () => {
  const { url, requests } = await serve()
  for (const [host, path] of [
    ['image.pollinations.ai', PATH],
    ['text.pollinations.ai', STREAM],
    ['gen.pollinations.ai', '/models'],
    ['gen.pollinations.ai', '/image/bee?key=sk_x'],
  ] as const) {
    const [here, there] = [await fetch(url(host) + path), await createEmulator()(`https://${host}${path}`)]
    expect(Object.fromEntries(here.headers)).toMatchObject(Object.fromEntries(there.headers))
    expect(await bytesOf(here)).toEqual(await bytesOf(there))
    expect(requests.at(-1)?.url).toBe(`https://${host}${path}`)
  }
})

test("a file goes up through gen's prefix as through any base of one's own, and comes back from where it then is", async () => {
  const { url } = await serve()
  const file = new Blob(['bees'], { type: 'text/plain' })
  const sent = await upload(file, { provider: pollinations(url('gen.pollinations.ai')), apiKey: 'sk_test' })
  expect(sent).toMatchObject({ mediaType: 'text/plain', size: 4 })
  const there = await fetch(sent.url.replace('https://media.pollinations.ai', url('media.pollinations.ai')))
  expect(await there.text()).toBe('bees')
  const keyless = upload(file, { provider: pollinations(url('gen.pollinations.ai')) })
  await expect(keyless).rejects.toMatchObject({ code: 'missing_key', status: 401 })
})

test('bodies and headers of requests arrive, without those of the connection', async () => {
  const { url, requests } = await serve()
  const body = JSON.stringify(user('“ö”'))
  const response = await fetch(`${url('gen.pollinations.ai')}/v1/chat/completions`, {
    method: 'POST',
    headers: KEY,
    body,
  })
  expect((await response.json()).choices[0].message.content).toContain('““ö””')
  expect(requests[0]).toMatchObject({ method: 'POST', url: `${GEN}/v1/chat/completions`, body, aborted: false })
  expect(requests[0]?.headers).toMatchObject(KEY)
  expect(requests[0]?.headers).not.toHaveProperty('host')
})

test('a form arrives whole', async () => {
  const { url } = await serve()
  const body = new FormData()
  body.set('file', new File([Uint8Array.from({ length: 5000 }, (_, at) => at)], 'a.bin', { type: 'image/bee' }))
  const { size, contentType } = await (
    await fetch(`${url('media.pollinations.ai')}/upload`, { method: 'POST', headers: KEY, body })
  ).json()
  expect([size, contentType]).toEqual([5000, 'image/bee'])
})

test('reset: the socket dies before any headers', async () => {
  const { url } = await serve({ faults: [{ reset: true }] })
  const error = await fetch(url('image.pollinations.ai') + PATH).catch((error: unknown) => error)
  expect(error).toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNRESET' } })
})

test('reset and cut: the socket dies in the body, after exactly so many bytes', async () => {
  const { url } = await serve({ faults: [{ reset: true, cut: 100 }] })
  for (const target of [url('image.pollinations.ai') + PATH, url('text.pollinations.ai') + STREAM]) {
    const response = await fetch(target)
    const reader = response.body?.getReader()
    let size = 0
    const error = await (async () => {
      for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) size += read.value.length
    })().catch((error: unknown) => error)
    expect([response.status, size]).toEqual([200, 100])
    expect(error).toBeInstanceOf(TypeError)
  }
})

test('cut: the body ends cleanly', async () => {
  const { url } = await serve({ faults: [{ cut: 100 }] })
  expect(await bytesOf(fetch(url('image.pollinations.ai') + PATH))).toHaveLength(100)
})

test('stall: the headers and the first bytes arrive, and the connection stays open', async () => {
  const { url, requests } = await serve({ faults: [{ stall: 10 }] })
  const controller = new AbortController()
  const response = await fetch(url('text.pollinations.ai') + STREAM, { signal: controller.signal })
  const reader = response.body?.getReader()
  expect((await reader?.read())?.value).toHaveLength(10)
  const next = reader?.read()
  expect(await Promise.race([next, new Promise((resolve) => setTimeout(resolve, 80, 'silence'))])).toBe('silence')
  controller.abort()
  await expect(next).rejects.toMatchObject({ name: 'AbortError' })
  expect(await waitFor(() => requests[0]?.aborted === true)).toBe(true)
})

test('stall at 0: the headers arrive alone', async () => {
  const { url } = await serve({ faults: [{ stall: 0 }] })
  expect((await fetch(url('image.pollinations.ai') + PATH)).status).toBe(200)
})

test('a client that goes away is seen at once: while it waits, in the stream, and while it uploads nothing more', async () => {
  const { url, requests } = await serve({ pace: 20, faults: [{ route: 'image', hang: true }] })
  const controller = new AbortController()
  const waiting = fetch(url('image.pollinations.ai') + PATH, { signal: controller.signal }).catch(() => undefined)
  expect(await waitFor(() => requests.length === 1)).toBe(true)
  controller.abort()
  await waiting
  expect(await waitFor(() => requests[0]?.aborted === true)).toBe(true)

  const reader = (await fetch(url('text.pollinations.ai') + STREAM)).body?.getReader()
  await reader?.read()
  expect(requests[1]?.aborted).toBe(false)
  await reader?.cancel()
  expect(await waitFor(() => requests[1]?.aborted === true)).toBe(true)
})

test('a client that reads to the end has not gone away', async () => {
  const { url, requests } = await serve()
  await (await fetch(url('text.pollinations.ai') + STREAM)).text()
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(requests[0]?.aborted).toBe(false)
})

test('split: each read is a write of its own', async () => {
  const { url } = await serve({ faults: [{ split: 50 }] })
  const reader = (await fetch(url('text.pollinations.ai') + STREAM)).body?.getReader()
  let reads = 0
  while (!(await reader?.read())?.done) reads++
  expect(reads).toBeGreaterThan(20)
})

test('a slow client is waited for: what it does not read is not made', async () => {
  const size = 64_000
  let made = 0
  const body = () =>
    new ReadableStream(
      { pull: (controller) => (made++ < 2000 ? controller.enqueue(new Uint8Array(size)) : controller.close()) },
      { highWaterMark: 0 },
    )
  const emulator = Object.assign(async () => new Response(body()), { requests: [], reset: () => undefined })
  const server = createServer(handleEmulator(emulator)).listen(0, '127.0.0.1')
  const socket = connect(Number(new URL(await originOf(server)).port), '127.0.0.1')
  socket.pause()
  socket.write('GET /text.pollinations.ai/x HTTP/1.1\r\nHost: x\r\n\r\n')
  await waitFor(() => made > 0)
  // Until no more is made: all buffers on the way are full then.
  for (let before = 0; before !== made; ) {
    before = made
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  expect(made).toBeLessThan(1000)
  socket.destroy()
  await new Promise((resolve) => server.close(resolve))
})

test('a preflight over the socket is the one of the host', async () => {
  const { url } = await serve()
  const headers = {
    origin: 'http://localhost:5173',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization',
  }
  const response = await fetch(`${url('gen.pollinations.ai')}/v1/chat/completions`, { method: 'OPTIONS', headers })
  expect([response.status, response.headers.get('access-control-allow-headers')]).toEqual([204, 'authorization'])
})

test('what is no host is 404, or the turn of the next handler', async () => {
  const { origin } = await serve()
  expect((await fetch(`${origin}/index.html`)).status).toBe(404)
  const handle = handleEmulator(createEmulator(), '/emulator')
  const server = createServer((request, response) => handle(request, response, () => response.end('next'))).listen(
    0,
    '127.0.0.1',
  )
  const base = await originOf(server)
  expect(await (await fetch(`${base}/gen.pollinations.ai/models`)).text()).toBe('next')
  expect((await fetch(`${base}/emulator/gen.pollinations.ai/models`)).headers.get('content-type')).toContain('json')
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

test('close cuts what is open and frees the port, and nothing of it stays', async () => {
  const { url, origin, close, requests } = await serveEmulator({ faults: [{ stall: 5 }] })
  const reader = (await fetch(url('text.pollinations.ai') + STREAM)).body?.getReader()
  await reader?.read()
  const next = reader?.read().catch((error: unknown) => error)
  await close()
  expect(await next).toBeInstanceOf(TypeError)
  expect(await waitFor(() => requests[0]?.aborted === true)).toBe(true)
  const again = await serveEmulator({ port: Number(new URL(origin).port) })
  await again.close()
})

test('a port in use rejects', async () => {
  const { origin } = await serve()
  await expect(serveEmulator({ port: Number(new URL(origin).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

test('after calls of all kinds no connection is left, and each client that went away was seen', async () => {
  const faults = [
    { route: '/reset', reset: true },
    { route: '/stall', stall: 3 },
    { route: '/hang', hang: true },
  ] as const
  const emulator = createEmulator({ faults })
  const server = createServer(handleEmulator(emulator)).listen(0, '127.0.0.1')
  const base = `${await originOf(server)}/text.pollinations.ai`
  // Each call has a connection of its own, and says that it will be the last on it.
  for (let round = 0; round < 5; round++) {
    for await (const _ of (await once(get(base + STREAM, { agent: false }), 'response'))[0]);
    await once(get(`${base}/reset`, { agent: false }), 'error')
    const [stalled] = await once(get(`${base}/stall`, { agent: false }), 'response')
    stalled.destroy()
    const hanging = get(`${base}/hang`, { agent: false }).on('error', () => undefined)
    expect(await waitFor(() => emulator.requests.length === round * 4 + 4)).toBe(true)
    hanging.destroy()
  }
  expect(await waitFor(() => emulator.requests.filter(({ aborted }) => aborted).length === 10)).toBe(true)
  let count = -1
  await waitFor(() => {
    server.getConnections((_error, connections) => (count = connections))
    return count === 0
  })
  expect(count).toBe(0)
  await new Promise((resolve) => server.close(resolve))
})

async function originOf(server: Server): Promise<string> {
  if (!server.listening) await once(server, 'listening')
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}
