// @ts-check
import { equal, fails, like, ok } from '../assert.mjs'
import { chat, generateImage, generateText, listModels, streamChat } from '../blossom.mjs'
import { MESSAGES } from '../events.mjs'
import { KEY, SMALL } from '../world.mjs'

const inPage = typeof document !== 'undefined'
const methodsOf = (/** @type {import('../world.mjs').Seen[]} */ list) => list.map(({ method }) => method)

/** @type {import('../run-cases.mjs').Cases} */
export const originCases = {
  async 'a GET without a key is sent without a preflight, and without any header of ours'({ world }) {
    const { classic, seen } = await world()
    await generateImage('a bee', { ...classic, ...SMALL, requestId: 'mine' })
    await generateText('Hello, please', classic)
    await listModels('text', classic)
    const list = await seen()
    equal(methodsOf(list), ['GET', 'GET', 'GET'])
    for (const { headers } of list) ok(!headers.authorization && !headers['x-request-id'], JSON.stringify(headers))
  },

  async 'with a key, a preflight is all that a browser adds'({ world }) {
    const { gen, seen } = await world()
    await generateImage('a bee', { ...gen, ...SMALL })
    const list = await seen()
    equal(methodsOf(list), inPage ? ['OPTIONS', 'GET'] : ['GET'])
    like(list.at(-1), { headers: { authorization: `Bearer ${KEY}` } })
    ok(!JSON.stringify(list.at(-1)?.url).includes(KEY), 'The key is in the address')
    if (inPage) like(list[0], { headers: { 'access-control-request-headers': 'authorization' } })
  },

  async 'a redirect is followed'({ world }) {
    const { gen, classic, at, break: set, requests } = await world()
    const location = `${at('image.pollinations.ai')}/prompt/elsewhere?width=48&height=32`
    await set([{ route: 'bee', status: 302, body: '', headers: { location } }])
    const { mediaType } = await generateImage('a bee', { ...classic, ...SMALL, ...SMALL })
    equal(mediaType, 'image/png')
    await set([
      { nth: 1, status: 307, body: '', headers: { location: `${at('gen.pollinations.ai')}/v1/chat/completions` } },
    ])
    like(await chat(MESSAGES, gen), { finishReason: 'stop' })
    const list = await requests()
    equal(list.length, 4)
    equal([list[3]?.headers.authorization, list[3]?.body], [`Bearer ${KEY}`, list[2]?.body], 'The key and the body')
  },

  async 'the key does not follow a redirect to another origin'({ world, origins }) {
    const { gen, at, break: set, requests } = await world()
    const location = `${at('gen.pollinations.ai', origins.elsewhere)}/v1/chat/completions`
    await set([{ nth: 1, status: 307, body: '', headers: { location } }])
    // Without the key the other one refuses.
    await fails(chat(MESSAGES, gen), { status: 401 })
    await set([{ nth: 1, status: 307, body: '', headers: { location } }])
    await fails(streamChat(MESSAGES, gen).result(), { status: 401 })
    const list = await requests()
    const here = list.filter(({ connection }) => `:${connection.port}` === origins.calls.slice(-6))
    equal([list.length, here.length], [4, 2])
    for (const request of list) {
      const { authorization } = request.headers
      equal(authorization, here.includes(request) ? `Bearer ${KEY}` : undefined, 'The key')
      like(request, { body: /long story/ })
    }
  },

  async 'redirects in a circle are `network`'({ world }) {
    const { classic, at, break: set } = await world()
    await set([{ status: 302, body: '', headers: { location: `${at('image.pollinations.ai')}/prompt/again` } }])
    await fails(generateImage('a bee', { ...classic, ...SMALL, maxRetries: 0 }), {
      name: 'NetworkError',
      code: 'network',
    })
  },
}
