// @ts-check
import { equal, fails, like, ok } from '../assert.mjs'
import {
  chat,
  createEmulator,
  createLimiter,
  generateImage,
  generateText,
  mapConcurrent,
  withDefaults,
} from '../blossom.mjs'
import { MESSAGES } from '../events.mjs'

/** @type {import('../run-cases.mjs').Cases} */
export const manyCases = {
  async 'mapConcurrent() goes through a list, a few at a time, and keeps the order'({ world }) {
    const { classic } = await world({ faults: [{ route: 'owl', status: 400 }] })
    let running = 0
    let most = 0
    const prompts = ['a bee', 'a fox', 'an owl', 'a hare', 'a cat']
    const results = await mapConcurrent(
      prompts,
      async (prompt, _, signal) => {
        most = Math.max(most, ++running)
        return generateText(`Draw ${prompt}, please`, { ...classic, signal }).finally(() => running--)
      },
      { concurrency: 2 },
    )
    equal(most, 2)
    equal(
      results.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
    )
    return results.map((each) => (each.status === 'fulfilled' ? each.value : each.reason.code))
  },

  async 'mapConcurrent() stops on the first error where it is told to'({ world }) {
    const { classic, until } = await world({ faults: [{ route: 'bee', status: 400 }, { hang: true }] })
    const ask = async (/** @type {string} */ prompt, /** @type {unknown} */ _, /** @type {AbortSignal} */ signal) => {
      if (prompt.includes('bee')) await until('the call beside it has come', (list) => list.length === 1)
      return generateText(prompt, { ...classic, signal })
    }
    const prompts = ['A fox, please', 'A bee, please', 'An owl, please']
    const results = await mapConcurrent(prompts, ask, { concurrency: 2, stopOnError: true })
    equal(
      results.map(({ status }) => status),
      Array(3).fill('rejected'),
    )
    await until('the call beside it is aborted', (list) => list.length === 2 && list.some(({ aborted }) => aborted))
  },

  async 'createLimiter() lets calls out one after the other, with time between'({ world }) {
    const { classic, requests } = await world()
    const limiter = createLimiter({ concurrency: 1, interval: 60 })
    const prompts = ['One, please', 'Two, please', 'Three, please']
    /** @type {number[]} */
    const starts = []
    const onEvent = (/** @type {import('../blossom.mjs').CallEvent} */ { type }) => {
      if (type === 'request') starts.push(performance.now())
    }
    await Promise.all(prompts.map((prompt) => generateText(prompt, { ...classic, limiter, onEvent })))
    const paths = (await requests()).map(({ url }) => new URL(url).pathname)
    equal(paths, ['/One%2C%20please', '/Two%2C%20please', '/Three%2C%20please'])
    const [first = 0, , third = 0] = starts
    ok(third - first > 100, `The starts are ${starts}`)
  },

  async 'a limiter lets go of its slot after a failure and an abort'({ world }) {
    const { gen } = await world({ faults: [{ nth: 1, status: 400 }] })
    const limiter = createLimiter({ concurrency: 1 })
    await fails(chat(MESSAGES, { ...gen, limiter }), { code: 'bad_request' })
    const controller = new AbortController()
    const slot = await limiter.acquire()
    const waiting = chat(MESSAGES, { ...gen, limiter, signal: controller.signal })
    controller.abort(new Error('enough'))
    await fails(waiting, { message: 'enough' })
    slot()
    like(await chat(MESSAGES, { ...gen, limiter }), { finishReason: 'stop' })
  },

  async 'withDefaults() puts options underneath'({ world }) {
    const { gen, requests } = await world()
    const ai = withDefaults({ ...gen, headers: { 'x-app': 'bees' } }, { chat, generateImage })
    await ai.chat(MESSAGES, { headers: { 'x-more': '1' } })
    like((await requests())[0]?.headers, { 'x-app': 'bees', 'x-more': '1', authorization: /^Bearer / })
  },

  async 'createEmulator() stands in for the service'() {
    const fetch = createEmulator({ faults: [{ nth: 1, status: 503 }] })
    const { text, usage } = await chat(MESSAGES, { fetch, retryDelay: () => 1 })
    equal(fetch.requests.length, 2)
    return [text, usage]
  },

  async 'events tell what happens, in order, and a callback that throws breaks nothing'({ world }) {
    const { gen } = await world({ faults: [{ nth: 1, status: 503 }] })
    /** @type {string[]} */
    const types = []
    const onEvent = (/** @type {import('../blossom.mjs').CallEvent} */ event) => {
      if (types.at(-1) !== event.type) types.push(event.type)
      throw new Error('mine')
    }
    await chat(MESSAGES, { ...gen, onEvent })
    equal(types, ['request', 'response', 'retry', 'request', 'response', 'progress', 'done'])
  },
}
