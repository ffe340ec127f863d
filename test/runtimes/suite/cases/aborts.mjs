// @ts-check
import { equal, like, ok, pause, reasonOf } from '../assert.mjs'
import { chat, createLimiter, generateImage, generateText, speak } from '../blossom.mjs'
import { MESSAGES } from '../events.mjs'
import { SMALL } from '../world.mjs'

/** @typedef {{ provider: import('../blossom.mjs').ProviderOf<import('../blossom.mjs').Capability>, apiKey: string }} Options */
/** @type {readonly ((options: Options & { signal: AbortSignal }) => Promise<unknown>)[]} */
const CALLS = [
  (options) => generateText('Hello, please', options),
  (options) => chat(MESSAGES, options),
  (options) => generateImage('a bee', { ...options, ...SMALL }),
  (options) => speak('Hello', options),
]

/** @type {import('../run-cases.mjs').Cases} */
export const abortCases = {
  async 'before: a signal that has aborted means no request, and its reason is thrown'({ world }) {
    const { gen, requests } = await world()
    const reason = { any: 'thing' }
    const signal = AbortSignal.abort(reason)
    for (const call of CALLS) ok((await reasonOf(call({ ...gen, signal }))) === reason, 'Another value is thrown')
    equal(await requests(), [])
  },

  async 'during: the reason is thrown at once, before the headers and in the body, and the connection closed'({
    world,
  }) {
    for (const fault of [{ hang: /** @type {const} */ (true) }, { stall: 20 }]) {
      const { gen, until, requests } = await world({ faults: [fault] })
      const controller = new AbortController()
      const { signal } = controller
      const calls = CALLS.map((call) => reasonOf(call({ ...gen, signal })))
      await until('all calls have come', (list) => list.length === CALLS.length)
      await pause(50)
      controller.abort('enough')
      equal(
        await Promise.all(calls),
        CALLS.map(() => 'enough'),
      )
      await until('the connections are closed', (list) => list.every(({ aborted }) => aborted))
      equal((await requests()).length, CALLS.length)
    }
  },

  async 'between: an abort ends a wait between two tries, and there is no further request'({ world }) {
    const { gen, until, requests } = await world({ faults: [{ status: 503, headers: { 'retry-after': '30' } }] })
    const controller = new AbortController()
    const call = reasonOf(chat(MESSAGES, { ...gen, signal: controller.signal }))
    await until('the first try has come', (list) => list.length === 1)
    await pause(60)
    controller.abort('enough')
    equal(await call, 'enough')
    equal((await requests()).length, 1)
  },

  async 'in a queue: an abort ends the wait for a slot'({ world }) {
    const { gen, requests } = await world()
    const limiter = createLimiter({ concurrency: 1 })
    const free = await limiter.acquire()
    const controller = new AbortController()
    const call = reasonOf(chat(MESSAGES, { ...gen, limiter, signal: controller.signal }))
    await pause(20)
    controller.abort('enough')
    equal(await call, 'enough')
    free()
    equal(await requests(), [])
  },

  async 'an abort without a reason throws the AbortError of the platform'({ world }) {
    const { gen } = await world({ faults: [{ hang: true }] })
    const controller = new AbortController()
    const call = reasonOf(chat(MESSAGES, { ...gen, signal: controller.signal }))
    setTimeout(() => controller.abort(), 50)
    const reason = await call
    ok(reason === controller.signal.reason, 'Another value is thrown')
    like(reason, { name: 'AbortError' })
  },

  async 'AbortSignal.timeout() bounds all tries and waits, and throws its own TimeoutError'({ world }) {
    const { gen } = await world({ faults: [{ status: 503 }] })
    const signal = AbortSignal.timeout(200)
    const reason = await reasonOf(chat(MESSAGES, { ...gen, signal, maxRetries: 1000, retryDelay: () => 30 }))
    ok(reason === signal.reason, 'Another value is thrown')
    like(reason, { name: 'TimeoutError' })
  },

  async 'an abort after the end changes nothing'({ world }) {
    const { gen, requests } = await world()
    const controller = new AbortController()
    const { finishReason } = await chat(MESSAGES, { ...gen, signal: controller.signal })
    controller.abort()
    await pause(30)
    equal([finishReason, (await requests())[0]?.aborted], ['stop', false])
  },
}
