// Redirects of a call with a key, which are followed by hand outside of browsers: by every status, over real sockets.
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { chat, generateImage, pollinations } from '../../../src/index.ts'
import { readBody } from '../../server/read-body.ts'
import { failureOf } from '../helpers/failure.ts'
import { chatReply, PNG } from '../helpers/stub.ts'

const KEY = 'sk_test_redirects'
const MESSAGES = [{ role: 'user' as const, content: 'Hello there' }]

interface Came {
  method: string
  url: string
  key: string | undefined
  type: string | undefined
  body: string
  headers: IncomingMessage['headers']
}

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A server that sends on, or answers a chat and a picture; and what came to it. */
async function serve(redirect?: (request: IncomingMessage) => [status: number, location: string] | undefined) {
  const came: Came[] = []
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    const { authorization: key, 'content-type': type } = headers
    came.push({ method, url, key, type, body: new TextDecoder().decode(await readBody(request)), headers })
    const [status, location] = redirect?.(request) ?? []
    if (status && location !== undefined) response.writeHead(status, { location }).end('Moved')
    else if (url.includes('image')) response.writeHead(200, { 'content-type': 'image/png' }).end(PNG)
    else response.writeHead(200, { 'content-type': 'application/json' }).end(await chatReply().text())
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const address = server.address()
  const base = `http://127.0.0.1:${typeof address === 'object' && address?.port}`
  return { came, base, options: { provider: pollinations(base), apiKey: KEY, maxRetries: 0 } }
}

const once = (status: number, location: string) => (request: IncomingMessage) =>
  request.url?.includes('moved') ? undefined : ([status, location] satisfies [number, string])

test.for([307, 308])('a %i is followed with the same method, body and key within an origin', async (status) => {
  const { came, options } = await serve(once(status, '/moved?a=1'))
  await chat(MESSAGES, options)
  expect(came.map(({ url }) => url)).toEqual(['/v1/chat/completions', '/moved?a=1'])
  expect({ ...came[1], url: '', headers: {} }).toEqual({ ...came[0], url: '', headers: {} })
  expect(came[1]).toMatchObject({ method: 'POST', key: `Bearer ${KEY}` })
})

test.for([301, 302, 303])('a %i after a POST is followed by a GET without body', async (status) => {
  const { came, options } = await serve(once(status, '/moved'))
  await chat(MESSAGES, options)
  expect(came[1]).toMatchObject({ method: 'GET', url: '/moved', key: `Bearer ${KEY}`, type: undefined, body: '' })
})

test.for([301, 302, 303, 307, 308])(
  'the key does not follow a %i to another origin, and does not come back',
  async (status) => {
    const other = await serve()
    const back = await serve(({ url }) => (url?.includes('image') ? [status, `${here.base}/back`] : undefined))
    const here = await serve(({ url }) =>
      url?.includes('back') ? [status, `${other.base}/image`] : [status, `${back.base}/image`],
    )
    await generateImage('a bee', here.options)
    expect(here.came.map(({ key }) => key)).toEqual([`Bearer ${KEY}`, undefined])
    expect([...back.came, ...other.came].map(({ key }) => key)).toEqual([undefined, undefined])
  },
)

test('the other headers and the body follow to another origin', async () => {
  const other = await serve()
  const { options, came } = await serve(once(307, `${other.base}/moved`))
  await chat(MESSAGES, options)
  expect(other.came[0]).toMatchObject({ method: 'POST', body: came[0]?.body, type: came[0]?.type, key: undefined })
})

test('more than twenty redirects are `network`', async () => {
  const { came, options } = await serve(() => [307, '/again'])
  expect(await failureOf(chat(MESSAGES, options))).toMatchObject({ name: 'NetworkError', code: 'network' })
  expect(came).toHaveLength(21)
})

test.for([300, 304, 305])('a %i is no redirect', async (status) => {
  const { came, options } = await serve(once(status, '/moved'))
  expect(await failureOf(chat(MESSAGES, options))).toMatchObject({ status })
  expect(came).toHaveLength(1)
})

test('a redirect without an address is an answer, and one to nowhere is `network`', async () => {
  const { options } = await serve(once(302, ''))
  expect(await failureOf(chat(MESSAGES, options))).toMatchObject({ status: 302 })
  const nowhere = await serve(once(302, 'http://['))
  expect(await failureOf(chat(MESSAGES, nowhere.options))).toMatchObject({ code: 'network' })
})

const page = encodeURIComponent(await chatReply('from elsewhere').text())
const blob = URL.createObjectURL(await chatReply('from elsewhere').blob())
test.each(
  [301, 302, 303, 307, 308].flatMap((status) =>
    [
      'file:///etc/hostname',
      'FILE:///etc/hostname',
      `data:application/json,${page}`,
      blob,
      's3://bucket/object',
      'ftp://127.0.0.1/x',
      'javascript:alert(1)',
      'about:blank',
    ].map((location) => ({ status, location, name: location.slice(0, 12) })),
  ),
)('a $status to $name is refused, as the platform refuses it', async ({ status, location }) => {
  const { came, options } = await serve(once(status, location))
  const error = await failureOf(chat(MESSAGES, options))
  expect([error.name, error.code]).toEqual(['NetworkError', 'network'])
  expect(came).toHaveLength(1)
})

test('a redirect to a URL with a password is refused, at the same origin and at another', async () => {
  const other = await serve()
  for (const target of [other, undefined]) {
    const here = await serve(({ url }) =>
      url?.includes('moved') ? undefined : [307, `${(target ?? here).base.replace('//', '//user:password@')}/moved`],
    )
    expect(await failureOf(chat(MESSAGES, here.options))).toMatchObject({ code: 'network' })
    expect([here.came.length, other.came.length]).toEqual([1, 0])
  }
})

test.each(['cookie', 'Cookie', 'COOKIE', 'proxy-authorization', 'Proxy-Authorization'])(
  '%s stays behind at another origin, also on the way back, and other headers go on',
  async (name) => {
    const back = await serve(({ url }) => (url?.includes('moved') ? undefined : [308, `${here.base}/moved`]))
    const here = await serve(once(307, `${back.base}/on`))
    await chat(MESSAGES, { ...here.options, headers: { [name]: 'session=secret', 'x-own': 'kept' } })
    const seen = [...here.came, ...back.came].map(({ headers }) => [headers[name.toLowerCase()], headers['x-own']])
    expect(seen).toEqual([
      ['session=secret', 'kept'],
      [undefined, 'kept'],
      [undefined, 'kept'],
    ])
  },
)

test('cookies and the key go on within an origin, however the address is written', async () => {
  for (const spell of [
    (base: string) => `${base}/moved`,
    (base: string) => `${base.replace('http:', 'HTTP:')}/moved`,
    (base: string) => `${base.replace('http:', '')}/moved`,
    () => '/moved',
    () => 'moved',
    () => '../moved',
  ]) {
    const here = await serve(({ url }) => (url?.includes('moved') ? undefined : [307, spell(here.base)]))
    await chat(MESSAGES, { ...here.options, headers: { cookie: 'a=b' } })
    expect(here.came[1]).toMatchObject({ key: `Bearer ${KEY}`, headers: { cookie: 'a=b' } })
  }
})
