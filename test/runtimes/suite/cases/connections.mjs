// @ts-check
import { equal, fails, ok } from '../assert.mjs'
import { chat, generateImage, generateText, pollinations, streamChat } from '../blossom.mjs'
import { MESSAGES } from '../events.mjs'
import { KEY, retryDelay, SMALL } from '../world.mjs'

/** @type {import('../run-cases.mjs').Cases} */
export const connectionCases = {
  async 'a reset before the headers is `network`, after all tries'({ world }) {
    const { gen, requests } = await world({ faults: [{ reset: true }] })
    const options = { ...gen, maxRetries: 1 }
    const calls = [
      generateText('Hello, please', options),
      chat(MESSAGES, options),
      streamChat(MESSAGES, options).text(),
    ]
    for (const call of calls) call.catch(() => {})
    for (const call of calls) {
      const error = await fails(call, {
        name: 'NetworkError',
        code: 'network',
        retryable: true,
        context: { attempts: 2 },
      })
      ok(error.cause instanceof Error, "There is no cause: it should be the platform's error")
    }
    const posts = (await requests()).length
    ok(posts >= 6, `${posts} requests for three calls with two tries each`)
  },

  async 'a reset that passes is made up for'({ world }) {
    const { gen } = await world({ faults: [{ nth: 1, reset: true }] })
    ok(await generateText('Hello, please', gen), 'There is no text')
  },

  async 'a reset in a body is `network`'({ world }) {
    const { gen } = await world({ faults: [{ reset: true, cut: 50 }] })
    for (const call of [() => chat(MESSAGES, gen), () => generateImage('a bee', { ...gen, ...SMALL, ...SMALL })]) {
      await fails(call(), { name: 'NetworkError', code: 'network', context: { attempts: 1 } })
    }
  },

  async 'nobody at the port is `network`'() {
    // Ports below 1024 are not given out by the system, and this one is not on the list of those that fetch refuses.
    const options = { provider: pollinations('http://127.0.0.1:2'), apiKey: KEY, maxRetries: 1, retryDelay }
    await fails(chat(MESSAGES, options), { name: 'NetworkError', code: 'network', context: { attempts: 2 } })
  },

  async 'after an early break the next call finds a connection, and the stream of the other goes on'({ world }) {
    // Those that are left do not end by themselves, however late the break comes.
    const { gen, at, until } = await world({ pace: 10, faults: [{ route: 'stalls.example', stall: 1000 }] })
    const stalls = { ...gen, provider: pollinations(at('stalls.example')) }
    const other = streamChat(MESSAGES, gen).text()
    for (let round = 0; round < 8; round++) for await (const _ of streamChat(MESSAGES, stalls)) break
    ok(await generateText('Hello, please', gen), 'There is no text')
    ok(await other, 'The other stream came to nothing')
    const list = await until('the eight are closed', (all) => all.filter(({ aborted }) => aborted).length === 8)
    equal(list.length, 10)
  },
}
