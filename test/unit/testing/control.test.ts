import { type ClientRequest, type IncomingHttpHeaders, type RequestOptions, request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import type { EmulatorOptions, RecordedRequest } from '../../../src/testing/index.ts'
import { MOST_CHARACTERS, MOST_RECORDS } from '../../server/bound-records.ts'
import { type ServedEmulator, serveEmulator } from '../../server/serve.ts'

const open: ServedEmulator[] = []
async function serve(options?: EmulatorOptions): Promise<ServedEmulator> {
  const served = await serveEmulator(options)
  open.push(served)
  return served
}
afterEach(() => Promise.all(open.splice(0).map((served) => served.close())))

const PATH = '/prompt/bee?width=64&height=64'
const KEY = 'sk_0123456789abcdefXYZ'
const JSON_TYPE = { 'content-type': 'application/json' }

const post = (origin: string, path: string, body?: unknown, headers: Record<string, string> = JSON_TYPE) =>
  fetch(`${origin}/-/${path}`, {
    method: 'POST',
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
const list = async (origin: string): Promise<(RecordedRequest & { at: number; abortedAt?: number })[]> =>
  (await fetch(`${origin}/-/requests`)).json()

interface Seen {
  status: number
  headers: IncomingHttpHeaders
  text: string
}
/** Asks with headers that `fetch` does not let through. */
function ask(origin: string, path: string, options: RequestOptions = {}, body?: string): Promise<Seen> {
  const { port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const asking: ClientRequest = request({ host: '127.0.0.1', port, path, ...options }, (response) => {
      let text = ''
      response.on('data', (data) => (text += data))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    asking.on('error', reject)
    asking.end(body)
  })
}
/** Sends bytes as they are, and gives the first line of the answer. */
function sendRaw(origin: string, head: string): Promise<string> {
  const { port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(head))
    socket.once('data', (data) => {
      resolve(`${data}`.split('\r\n')[0] ?? '')
      socket.destroy()
    })
    socket.once('error', reject)
  })
}

test('the control channel lists the requests with their times, resets, and replaces the faults', async () => {
  const { origin, url } = await serve({ faults: [{ status: 418 }] })
  const target = url('image.pollinations.ai') + PATH
  expect((await fetch(target)).status).toBe(418)
  const faults = [
    { route: 'GET image', nth: 2, status: 500 },
    { route: 'text', hang: true },
  ]
  expect(await (await post(origin, 'faults', faults)).json()).toEqual({ faults: 2 })
  expect([(await fetch(target)).status, (await fetch(target)).status]).toEqual([200, 500])
  const controller = new AbortController()
  const hanging = fetch(`${url('text.pollinations.ai')}/x`, { signal: controller.signal }).catch(() => undefined)
  while ((await list(origin)).length < 4) await new Promise((resolve) => setTimeout(resolve, 5))
  controller.abort()
  await hanging
  let requests = await list(origin)
  while (!requests[3]?.aborted) requests = await list(origin)
  expect(requests.map(({ aborted }) => aborted)).toEqual([false, false, false, true])
  expect(Number(requests[3]?.abortedAt)).toBeGreaterThanOrEqual(Number(requests[3]?.at))
  await post(origin, 'reset')
  expect(await list(origin)).toEqual([])
  expect([(await fetch(target)).status, (await fetch(target)).status]).toEqual([200, 500])
  expect((await post(origin, 'nothing')).status).toBe(404)
})

test.each([
  [{ no: 'list' }, 'Faults must be a list, of at most 1000'],
  [[null], 'A fault must be an object'],
  [[['status', 500]], 'A fault must be an object'],
  [[{ route: { regexp: '(a+)+$' }, status: 500 }], 'The route of a fault must be a string, which the request contains'],
  [[{ split: 1e-9 }], 'The split of a fault must be an integer, and not negative'],
  [[{ cut: '3' }], 'The cut of a fault must be an integer, and not negative'],
  [[{ stauts: 500 }], expect.stringContaining('The emulator knows no fault "stauts"')],
  [Array.from({ length: 1001 }, () => ({ status: 500 })), 'Faults must be a list, of at most 1000'],
  [[{ body: 'x'.repeat(1_000_000), status: 500 }], 'The body must have at most 1000000 bytes'],
])('faults that are not accepted change nothing: %#', async (faults, error) => {
  const { origin, url } = await serve({ faults: [{ status: 418 }] })
  const response = await post(origin, 'faults', faults)
  expect([response.status, await response.json()]).toEqual([400, { error }])
  expect((await fetch(url('image.pollinations.ai') + PATH)).status).toBe(418)
})

test('what the JSON parser says of a broken body is not reported: it would quote from it', async () => {
  const { origin } = await serve()
  const response = await fetch(`${origin}/-/faults`, { method: 'POST', headers: JSON_TYPE, body: KEY })
  expect([response.status, await response.text()]).toEqual([400, '{"error":"The body must be JSON"}'])
})

/** With the port of the server in the place of PORT. */
const hosts = ['localhost:PORT', 'LocalHost:PORT', 'localhost.:PORT', '127.0.0.1:PORT', '127.0.0.2:PORT', '[::1]:PORT']
test.each(hosts)('the control channel answers to the Host %s', async (host) => {
  const { origin } = await serve()
  const headers = { host: host.replace('PORT', new URL(origin).port) }
  expect((await ask(origin, '/-/requests', { headers })).status).toBe(200)
  expect((await ask(origin, '/-/reset', { method: 'POST', headers: { ...headers, ...JSON_TYPE } })).status).toBe(200)
})

const foreignHosts = [
  'evil.example',
  'evil.example:PORT',
  'localhost',
  '127.0.0.1',
  'localhost:1',
  'localhost:PORT1',
  'localhost.evil.example:PORT',
  'evil.localhost.example:PORT',
  'xlocalhost:PORT',
  '127.0.0.1.evil:PORT',
  '127.0.0.1.nip.io:PORT',
  '127.0.0.256:PORT',
  '10.0.0.1:PORT',
  '0.0.0.0:PORT',
  '169.254.169.254:PORT',
  '[::2]:PORT',
  '[::]:PORT',
  'localhost@evil.example:PORT',
  'evil.example@localhost:PORT',
  'localhost:PORT:80',
  'localhost:PORT, evil.example',
]
const routes = [
  ['GET', 'requests'],
  ['POST', 'reset'],
  ['POST', 'faults'],
  ['PUT', 'faults'],
  ['DELETE', 'requests'],
  ['OPTIONS', 'faults'],
] as const
test.each(foreignHosts)('the control channel refuses the Host %j, whatever is asked', async (host) => {
  const { origin, emulator, url } = await serve()
  await fetch(url('image.pollinations.ai') + PATH)
  const { port } = new URL(origin)
  for (const [method, path] of routes) {
    const headers = { ...JSON_TYPE, host: host.replace('PORT', port) }
    const { status, headers: given, text } = await ask(origin, `/-/${path}`, { method, headers })
    expect([method, path, status]).toEqual([method, path, 403])
    expect(given).not.toHaveProperty('access-control-allow-origin')
    expect(text).not.toContain('bee')
  }
  expect(emulator.requests.length).toBe(1)
})

test('the control channel refuses requests with no Host, two Hosts, and with a whole URL as their target', async () => {
  const { origin } = await serve()
  const { host } = new URL(origin)
  const heads = [
    'GET /-/requests HTTP/1.1\r\n',
    'GET /-/requests HTTP/1.0\r\n',
    'GET /-/requests HTTP/1.1\r\nHost:\r\n',
    `GET /-/requests HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\n`,
    `GET http://evil.example/-/requests HTTP/1.1\r\nHost: ${host}\r\n`,
    `GET http://${host}/-/requests HTTP/1.1\r\nHost: ${host}\r\n`,
    `GET HTTP://${host}/-/requests HTTP/1.1\r\nHost: evil.example\r\n`,
  ]
  for (const head of heads) {
    expect([head, await sendRaw(origin, `${head}\r\n`)]).toEqual([head, 'HTTP/1.1 403 Forbidden'])
  }
  expect(await sendRaw(origin, `GET /-/requests HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).toBe('HTTP/1.1 200 OK')
})

const pages = [
  'http://localhost:5173',
  'https://localhost',
  'http://127.0.0.1:1',
  'http://127.1.2.3',
  'http://[::1]:80',
]
test.each(pages)('a page of %s may use the control channel', async (page) => {
  const { origin } = await serve()
  const asked = { origin: page, 'access-control-request-method': 'POST' }
  const preflight = await ask(origin, '/-/faults', { method: 'OPTIONS', headers: asked })
  expect([preflight.status, preflight.headers]).toMatchObject([
    204,
    { 'access-control-allow-origin': page, 'access-control-allow-headers': 'content-type', vary: 'origin' },
  ])
  const answer = await ask(origin, '/-/requests', { headers: { origin: page } })
  expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, page])
})

const foreignPages = [
  'https://evil.example',
  'null',
  '',
  'http://localhost.evil.example',
  'http://127.0.0.1.evil',
  'http://evil.example:8788',
  'http://localhost:1@evil.example',
  'file://',
  'chrome-extension://localhost',
  'http://localhost http://evil.example',
  'http://localhost/',
]
test.each(foreignPages)('a page of %j may not, and is not told that it may', async (page) => {
  const { origin } = await serve()
  for (const [method, path] of routes) {
    const { status, headers } = await ask(origin, `/-/${path}`, { method, headers: { ...JSON_TYPE, origin: page } })
    expect([method, path, status]).toEqual([method, path, 403])
    expect(headers).not.toHaveProperty('access-control-allow-origin')
  }
})

test('a script or an image of another site, which names no origin, is refused', async () => {
  const { origin } = await serve()
  const from = (site: string) => ask(origin, '/-/requests', { headers: { 'sec-fetch-site': site } })
  expect([(await from('cross-site')).status, (await from('none')).status]).toEqual([403, 200])
  expect((await from('same-origin')).headers['x-content-type-options']).toBe('nosniff')
})

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain;application/json',
  '',
])('a POST of the type %j, which needs no preflight, is refused', async (type) => {
  const { origin, url } = await serve()
  for (const path of ['faults', 'reset']) {
    const headers = type ? { 'content-type': type } : {}
    const { status } = await ask(origin, `/-/${path}`, { method: 'POST', headers }, '[{"status":500}]')
    expect([path, status]).toEqual([path, 415])
  }
  expect((await fetch(url('image.pollinations.ai') + PATH)).status).toBe(200)
})

test('another method is refused, with the one that there is', async () => {
  const { origin } = await serve()
  for (const [method, path] of [
    ['PUT', 'faults'],
    ['DELETE', 'requests'],
    ['HEAD', 'requests'],
    ['GET', 'reset'],
  ] as const) {
    expect((await ask(origin, `/-/${path}`, { method })).status).toBe(405)
  }
  expect((await ask(origin, '/-/faults', { method: 'PUT' })).headers.allow).toBe('POST, OPTIONS')
})

test('the hosts themselves stay open to every page, as the real ones are', async () => {
  const { url } = await serve()
  const target = new URL(url('image.pollinations.ai') + PATH)
  const headers = { origin: 'https://evil.example', host: 'evil.example' }
  const { status, headers: given } = await ask(target.origin, target.pathname + target.search, { headers })
  expect([status, given['access-control-allow-origin']]).toEqual([200, '*'])
})

/** Each holds the key in one more way. */
const keyed: [string, string, RequestInit][] = [
  ['a header', '/models', { headers: { authorization: `Bearer ${KEY}` } }],
  ['a header of another scheme', '/models', { headers: { authorization: `Token ${KEY}` } }],
  ['other headers', '/models', { headers: { 'x-api-key': KEY, cookie: `session=${KEY}`, 'x-note': `is ${KEY}` } }],
  ['the query', `/image/bee?key=${KEY}`, {}],
  ['the query, as a token', `/image/bee?token=${KEY}&width=64`, {}],
  ['the query, its name in escapes', `/image/bee?k%65y=${KEY}`, {}],
  ['the query, its value in escapes', `/image/bee?key=${KEY.replace('_', '%5F')}`, {}],
  ['the path', `/image/${KEY}`, {}],
  ['a JSON body', '/v1/chat/completions', { method: 'POST', headers: JSON_TYPE, body: `{"a":["my ${KEY}"]}` }],
  [
    'JSON escapes',
    '/v1/chat/completions',
    { method: 'POST', body: JSON.stringify({ a: KEY }).replace('sk', '\\u0073k') },
  ],
  ['a JSON name', '/v1/chat/completions', { method: 'POST', body: `{"\\u0073${KEY.slice(1)}":1}` }],
  ['a broken body', '/v1/chat/completions', { method: 'POST', body: `{"a":"${KEY}` }],
  ['a form', '/upload', { method: 'POST', body: new URLSearchParams({ key: KEY, note: KEY }) }],
]
test.each(keyed)('the key is not reported: %s', async (_name, path, init) => {
  const { origin, url, requests } = await serve()
  await (await fetch(url('gen.pollinations.ai') + path, init)).arrayBuffer()
  expect(requests.length).toBe(1)
  const text = await (await fetch(`${origin}/-/requests`)).text()
  expect(text).toContain('[key]')
  for (const part of [KEY, KEY.slice(3), KEY.replace('_', '%5F'), encodeURIComponent(KEY)]) {
    expect(text).not.toContain(part)
  }
})

test('a key of any form is known by where it stands, and is hidden wherever it is repeated', async () => {
  const { origin, url, requests } = await serve()
  const key = 'own key/1+"2"'
  const fields = new FormData()
  fields.set('token', 'form-secret')
  fields.set('prompt', 'a bee')
  const gen = url('gen.pollinations.ai')
  await fetch(`${gen}/image/${encodeURIComponent(key)}?width=64`, { headers: { authorization: `Bearer ${key}` } })
  await fetch(`${gen}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `bearer ${key}` },
    body: JSON.stringify({ apiKey: 'body-secret', messages: [{ role: 'user', content: `I have ${key}` }] }),
  })
  await fetch(`${gen}/upload`, { method: 'POST', body: fields })
  const reported = await list(origin)
  const [first, second, third] = reported
  expect(first?.headers.authorization).toBe('Bearer [key]')
  expect(first?.url).toBe('https://gen.pollinations.ai/image/[key]?width=64')
  expect(JSON.parse(`${second?.body}`)).toEqual({
    apiKey: '[key]',
    messages: [{ role: 'user', content: 'I have [key]' }],
  })
  expect(third?.body).toContain('a bee')
  expect(third?.body).not.toContain('form-secret')
  // In the process itself they stay: a test looks at what was sent.
  expect(requests[0]?.headers.authorization).toBe(`Bearer ${key}`)
})

test('what is not a key is reported as it is', async () => {
  const { origin, url } = await serve()
  const body = '{ "max_tokens": 5,  "prompt": "a task_list, a monkey" }'
  await fetch(`${url('gen.pollinations.ai')}/v1/chat/completions?page=1&keyword=x`, { method: 'POST', body })
  const [record] = await list(origin)
  expect([record?.url, record?.body]).toEqual([
    'https://gen.pollinations.ai/v1/chat/completions?page=1&keyword=x',
    body,
  ])
})

test('recordings are bounded: the oldest go, by number and by size', async () => {
  const { url, emulator, origin } = await serve()
  const record = (body: string) => emulator.requests.push({ method: 'GET', url: '', headers: {}, body, aborted: false })
  const send = async (body: string) =>
    (await fetch(`${url('gen.pollinations.ai')}/v1/chat/completions`, { method: 'POST', body })).text()
  const bodies = () => emulator.requests.map(({ body }) => body.slice(0, 5))
  for (let count = 0; count < MOST_RECORDS; count++) record(`${count}`)
  await send('last')
  await vi.waitFor(() => expect(emulator.requests.length).toBe(MOST_RECORDS))
  expect([bodies()[0], bodies().at(-1)]).toEqual(['1', 'last'])
  await post(origin, 'reset')
  const half = MOST_CHARACTERS / 2
  for (const letter of 'abc') await send(letter.repeat(half))
  // Two halves and their headers are more than the whole.
  await vi.waitFor(() => expect(bodies()).toEqual(['ccccc']))
  await send('small')
  await send('small')
  await vi.waitFor(() => expect(bodies()).toEqual(['ccccc', 'small', 'small']))
  await post(origin, 'reset')
  await send('d'.repeat(half))
  await send('small')
  await vi.waitFor(() => expect(bodies()).toEqual(['ddddd', 'small']))
})

test('of one request that is larger than the bound, the end of the body goes', async () => {
  const { url, emulator } = await serve()
  const body = 'b'.repeat(MOST_CHARACTERS + 5)
  await (await fetch(`${url('gen.pollinations.ai')}/v1/chat/completions`, { method: 'POST', body })).text()
  await vi.waitFor(() => expect(emulator.requests[0]?.body.length).toBeLessThan(MOST_CHARACTERS))
  expect(emulator.requests.length).toBe(1)
  expect(emulator.requests[0]?.body.length).toBeGreaterThan(MOST_CHARACTERS - 5000)
})
