// @ts-check
import { equal, fails, ok } from '../assert.mjs'
import { chat, generateImage, generateText, streamChat, streamSpeech } from '../blossom.mjs'
import { MESSAGES, say, stream } from '../events.mjs'
import { SMALL } from '../world.mjs'

const areClosed = (/** @type {import('../world.mjs').Seen[]} */ list) => list.every(({ aborted }) => aborted)

/** @type {import('../run-cases.mjs').Cases} */
export const clockCases = {
  async 'timeout bounds the wait for the headers and the whole body, and closes the connection'({ world }) {
    const { classic, break: set, until } = await world()
    for (const fault of [{ hang: /** @type {const} */ (true) }, { stall: 20 }]) {
      await set([fault])
      const start = performance.now()
      await fails(generateText('Hello, please', { ...classic, timeout: 400 }), {
        name: 'TimeoutError',
        code: 'timeout',
        message: /0.4 s/,
      })
      await fails(generateImage('a bee', { ...classic, ...SMALL, timeout: 400 }), {
        name: 'TimeoutError',
        code: 'timeout',
      })
      const took = performance.now() - start
      ok(took >= 790, `Two timeouts of 400 ms took ${took} ms`)
    }
    await until('the connections are closed', (list) => list.length > 0 && areClosed(list))
  },

  async 'timeout bounds a stream to its first byte only'({ world }) {
    // Five seconds and more, of which no busy machine takes four for the first byte.
    const { gen } = await world({ pace: 250 })
    ok(await streamChat(MESSAGES, { ...gen, timeout: 4000, maxTokens: 25 }).text(), 'There is no text')
    const silent = await world({ faults: [stream(say('Hi'), { stall: 0 })] })
    await fails(streamChat(MESSAGES, { ...silent.gen, timeout: 150 }).text(), { code: 'timeout' })
  },

  async "stallTimeout bounds a silence in any body, a picture's and a JSON's too"({ world }) {
    const { gen, until } = await world({ faults: [{ stall: 20 }] })
    const options = { ...gen, stallTimeout: 2000 }
    const sound = streamSpeech('Hello', options).getReader()
    const readOn = async () => {
      for (let read = await sound.read(); !read.done; ) read = await sound.read()
    }
    const calls = [generateText('Hello, please', options), generateImage('a bee', { ...options, ...SMALL }), readOn()]
    for (const call of calls) call.catch(() => {})
    for (const call of calls) await fails(call, { name: 'StreamError', code: 'stalled' })
    equal((await until('the connections are closed', areClosed)).length, 3)
  },

  async 'any byte restarts stallTimeout'({ world }) {
    const { gen } = await world({ pace: 250 })
    ok(await streamChat(MESSAGES, { ...gen, stallTimeout: 4000, maxTokens: 25 }).text(), 'There is no text')
  },

  async 'a clock of Infinity, or of more than a timer can hold, is off'({ world }) {
    const { gen } = await world({ faults: [{ delay: 50 }] })
    for (const time of [Infinity, 2 ** 31, 1e12]) {
      ok(await chat(MESSAGES, { ...gen, timeout: time, stallTimeout: time }), 'There is no answer')
    }
  },
}
