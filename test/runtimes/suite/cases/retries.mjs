// @ts-check
import { equal, fails, like, ok, reasonOf } from '../assert.mjs'
import { chat, fluxWorker, generateImage, generateText, pollinations, streamChat, upload } from '../blossom.mjs'
import { MESSAGES } from '../events.mjs'
import { SMALL } from '../world.mjs'

const REPEATED = [202, 408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530]
const FINAL = [400, 401, 402, 403, 404, 405, 409, 410, 413, 415, 418, 422, 451, 501, 505]
/** A wait of nothing, asked for by the host: it wins over what the host is known to need. */
const headers = { 'retry-after': '0' }

/** The waits between tries: what was asked for, and what they took. */
function watch() {
  /** @type {{ asked: number, taken: number }[]} */
  const waits = []
  let since = 0
  let asked = 0
  const onEvent = (/** @type {import('../blossom.mjs').CallEvent} */ event) => {
    if (event.type === 'retry') {
      since = performance.now()
      asked = event.delay
    } else if (event.type === 'request' && since) waits.push({ asked, taken: performance.now() - since })
  }
  return { onEvent, waits }
}

/** @type {import('../run-cases.mjs').Cases} */
export const retryCases = {
  async 'these answers are followed by another try: 202, 408, 425, 429, 500, 502 to 504, 520 to 527, 530'({ world }) {
    const faults = REPEATED.map((status, at) => ({ nth: 2 * at + 1, status, headers, body: '{}' }))
    const { gen, requests } = await world({ faults })
    for (const status of REPEATED) {
      ok(await generateText('Hello, please', gen), `${status}`)
    }
    equal((await requests()).length, REPEATED.length * 2)
  },

  async 'no other answer is'({ world }) {
    const { gen, requests } = await world({
      faults: FINAL.map((status, at) => ({ nth: at + 1, status, headers, body: '{}' })),
    })
    for (const status of FINAL) {
      await fails(generateText('Hello, please', gen), { status, context: { attempts: 1 } })
    }
    equal((await requests()).length, FINAL.length)
  },

  async 'there are three more tries, or as many as maxRetries says'({ world }) {
    const { gen } = await world({ faults: [{ status: 503 }] })
    await fails(chat(MESSAGES, gen), { context: { attempts: 4 } })
    for (const maxRetries of [0, 1, 6]) {
      await fails(chat(MESSAGES, { ...gen, maxRetries }), { context: { attempts: maxRetries + 1 } })
    }
  },

  async 'each try is the same request, to the byte and to the seed'({ world }) {
    const { gen, classic, requests } = await world({
      faults: [
        { nth: 1, status: 503 },
        { nth: 2, reset: true },
        { nth: 4, status: 503 },
      ],
    })
    await chat(MESSAGES, { ...gen, seed: 'random' })
    await generateImage('a bee', { ...classic, ...SMALL, seed: 'random' })
    const list = await requests()
    equal(list.length, 5)
    equal(new Set(list.map(({ url, body }) => url + body)).size, 2, 'The number of different requests')
    like(list[0], { body: /"seed":\d+/ })
    like(list[4], { url: /seed=\d+/ })
  },

  async 'retryDelay is asked for each wait, and told why'({ world }) {
    const { gen } = await world({ faults: [{ status: 503 }] })
    /** @type {unknown[]} */
    const told = []
    const retryDelay = (/** @type {import('../blossom.mjs').RetryInfo} */ { retry, error }) => {
      told.push([retry, error.code])
      return 1
    }
    await reasonOf(chat(MESSAGES, { ...gen, retryDelay }))
    equal(
      told,
      [1, 2, 3].map((retry) => [retry, 'unavailable']),
    )
  },

  async 'without it the first wait is 0.75 to 1 s'({ world }) {
    const { gen } = await world({ faults: [{ nth: 1, status: 503 }] })
    const { onEvent, waits } = watch()
    await chat(MESSAGES, { ...gen, retryDelay: undefined, onEvent })
    const [{ asked = 0, taken = 0 } = {}] = waits
    ok(asked >= 750 && asked <= 1000 && taken > asked - 10, `Of ${asked} ms ${taken} were waited`)
  },

  async 'Retry-After wins, in seconds and as a date, over retryDelay'({ world }) {
    const { gen, break: set } = await world({ faults: [{ nth: 1, status: 503, headers: { 'retry-after': '0.3' } }] })
    const { onEvent, waits } = watch()
    await chat(MESSAGES, { ...gen, onEvent })
    const [{ asked = 0, taken = 0 } = {}] = waits
    ok(asked === 300 && taken > 290, `Of ${asked} ms ${taken} were waited`)
    const date = new Date(Date.now() + 20_000).toUTCString()
    await set([{ status: 503, headers: { 'retry-after': date } }])
    const { retryAfter = 0 } = await fails(chat(MESSAGES, { ...gen, maxRetryAfter: 1000 }), {
      context: { attempts: 1 },
    })
    ok(retryAfter > 10_000 && retryAfter <= 20_000, `The date was read as ${retryAfter} ms`)
  },

  async 'a wait over maxRetryAfter is not waited out, and neither is one that the host is known to need'({ world }) {
    const { gen, classic } = await world({ faults: [{ status: 429, body: '{}' }] })
    const options = { maxRetryAfter: 5000 }
    await fails(chat(MESSAGES, { ...gen, ...options }), { name: 'RateLimitError', retryAfter: 10_000 })
    await fails(generateImage('a bee', { ...classic, ...SMALL, ...options }), { retryAfter: 45_000 })
    await fails(generateText('Hello, please', { ...classic, ...options }), { retryAfter: 30_000 })
  },

  async 'a timeout is followed by another try on gen, not on a classic host and not for a stream'({ world }) {
    const { gen, classic } = await world({ faults: [{ hang: true }] })
    const timeout = { timeout: 80, maxRetries: 1 }
    await fails(generateText('Hello, please', { ...gen, ...timeout }), { code: 'timeout', context: { attempts: 2 } })
    await fails(generateText('Hello, please', { ...classic, ...timeout }), {
      code: 'timeout',
      context: { attempts: 1 },
    })
    await fails(streamChat(MESSAGES, { ...gen, ...timeout }).text(), { code: 'timeout', context: { attempts: 1 } })
  },

  async 'nothing is repeated once a byte of a good body has come, and an upload never'({ world }) {
    const { gen, at, requests } = await world({
      faults: [
        { route: '/upload', status: 503 },
        { reset: true, cut: 50 },
      ],
    })
    await fails(chat(MESSAGES, gen), { code: 'network', context: { attempts: 1 } })
    await fails(generateImage('a bee', { ...gen, ...SMALL, ...SMALL }), { code: 'network', context: { attempts: 1 } })
    const provider = pollinations(at('proxy.example'))
    await fails(upload(new Blob(['x']), { ...gen, provider }), { status: 503, context: { attempts: 1 } })
    equal((await requests()).length, 3)
  },

  async 'a worker is asked again after 5xx and no connection only'({ world }) {
    const { at, break: set, requests } = await world()
    const options = { provider: fluxWorker(`${at('worker.example')}/`), retryDelay: () => 1 }
    await set([
      { nth: 1, status: 500 },
      { nth: 2, reset: true },
    ])
    await generateImage('a bee', { ...options, ...SMALL })
    // A browser may send a GET again by itself, over a kept connection that died.
    const { length } = await requests()
    ok(length >= 3, `${length} requests for three tries`)
    await set([{ status: 429, headers }])
    await fails(generateImage('a bee', { ...options, ...SMALL }), { code: 'rate_limit', context: { attempts: 1 } })
    equal((await requests()).length, length + 1)
  },
}
