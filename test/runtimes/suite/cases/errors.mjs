// @ts-check
import { equal, fails, like, ok, reasonOf } from '../assert.mjs'
import {
  APIError,
  AuthenticationError,
  BlossomError,
  chat,
  generateImage,
  generateText,
  isBlossomError,
  NetworkError,
  PaymentError,
  RateLimitError,
  StreamError,
  TimeoutError,
  ValidationError,
} from '../blossom.mjs'
import { MESSAGES } from '../events.mjs'
import { KEY, SMALL } from '../world.mjs'

/** What a status means on gen. @type {readonly (readonly [status: number, name: string, code: string])[]} */
const STATUSES = [
  [400, 'APIError', 'bad_request'],
  [401, 'AuthenticationError', 'invalid_key'],
  [402, 'PaymentError', 'balance'],
  [403, 'AuthenticationError', 'forbidden'],
  [404, 'APIError', 'not_found'],
  [405, 'APIError', 'method_not_allowed'],
  [409, 'APIError', 'conflict'],
  [413, 'APIError', 'too_large'],
  [429, 'RateLimitError', 'rate_limit'],
  [451, 'APIError', 'content_filtered'],
  [500, 'APIError', 'unavailable'],
  [502, 'APIError', 'upstream'],
  [524, 'APIError', 'upstream'],
]

/** @type {import('../run-cases.mjs').Cases} */
export const errorCases = {
  async 'each status becomes its own error, with what to do'({ world }) {
    const faults = STATUSES.map(([status], at) => ({
      nth: at + 1,
      status,
      body: { error: { message: `said ${status}` } },
    }))
    const { gen } = await world({ faults })
    for (const [status, name, code] of STATUSES) {
      const error = await fails(chat(MESSAGES, { ...gen, maxRetries: 0 }), { name, code, status, suggestion: /./ })
      like(error, {
        message: new RegExp(`said ${status}`),
        context: { operation: 'chat', method: 'POST', attempts: 1 },
      })
      ok(isBlossomError(error, error.code) && error instanceof BlossomError, `${name} is not recognised`)
    }
  },

  async 'refusals that come as a success are errors'({ world }) {
    const { gen, classic, break: set } = await world()
    await set([{ refusal: 'balance' }])
    await fails(generateText('Hello, please', gen), { name: 'PaymentError', code: 'balance' })
    await set([{ refusal: 'deprecation' }])
    await fails(generateText('Hello, please', classic), { name: 'AuthenticationError', code: 'forbidden' })
    // A browser reads `X-Error-Type` only because the host exposes it.
    await set([{ placeholder: true }])
    await fails(generateImage('a bee', { ...classic, ...SMALL, maxRetries: 0 }), {
      name: 'RateLimitError',
      retryAfter: 45_000,
    })
    await set([{ status: 202, body: { status: 'pending' } }])
    await fails(chat(MESSAGES, { ...gen, maxRetries: 0 }), { code: 'unavailable', status: 202 })
  },

  async 'what is no picture, and what is nothing, is refused'({ world }) {
    const { classic, break: set } = await world()
    await set([{ body: 'ID3', headers: { 'content-type': 'audio/mpeg' } }])
    await fails(generateImage('a bee', { ...classic, ...SMALL, maxRetries: 0 }), { code: 'unexpected_content' })
    await set([{ body: '', headers: { 'content-type': 'image/png' } }])
    await fails(generateImage('a bee', { ...classic, ...SMALL, maxRetries: 0 }), { code: 'empty' })
  },

  async 'bad input is a ValidationError before any request'({ world }) {
    const { gen, requests } = await world()
    await fails(generateText(' ', gen), { name: 'ValidationError', code: 'invalid_prompt' })
    await fails(generateText('\ud800', gen), { code: 'invalid_prompt' })
    await fails(chat([], gen), { code: 'invalid_message' })
    await fails(chat(MESSAGES, { ...gen, timeout: -1 }), { code: 'invalid_option' })
    await fails(chat(MESSAGES, { ...gen, apiKey: '' }), { name: 'AuthenticationError', code: 'missing_key' })
    await fails(chat(MESSAGES, { ...gen, apiKey: 'with\nbreak' }), { code: 'invalid_key' })
    equal(await requests(), [])
  },

  async 'no error shows the key, not even where a server sends it back'({ world }) {
    const { gen, break: set } = await world()
    for (const fault of [{ status: 400, body: `Bad key ${KEY}` }, { reset: /** @type {const} */ (true) }]) {
      await set([fault])
      const error = /** @type {Error} */ (await reasonOf(chat(MESSAGES, { ...gen, maxRetries: 0 })))
      const { message, stack, cause } = error
      ok(!`${message} ${stack} ${cause} ${JSON.stringify(error)}`.includes(KEY), `The key is in ${error}`)
    }
  },

  async 'the classes stand in their families'() {
    const families = [
      [ValidationError, BlossomError],
      [NetworkError, BlossomError],
      [TimeoutError, NetworkError],
      [APIError, BlossomError],
      [AuthenticationError, APIError],
      [PaymentError, APIError],
      [RateLimitError, APIError],
      [StreamError, BlossomError],
    ]
    for (const [Class, Base] of families) ok(Class?.prototype instanceof /** @type {never} */ (Base), `${Class?.name}`)
    equal([isBlossomError(new Error('x')), isBlossomError(undefined)], [false, false])
  },
}
