// @ts-check
import { equal, fails, like, ok, pause, reasonOf } from '../assert.mjs'
import { streamChat, streamText } from '../blossom.mjs'
import { END, event, MESSAGES, readAll, say, stream } from '../events.mjs'

/** @typedef {import('../world.mjs').World} World */

/** Whether all calls were left before their end, and their connections are closed. @param {import('../world.mjs').Seen[]} list */
const areClosed = (list) => list.length > 0 && list.every(({ aborted, connection }) => aborted && connection.closedAt)

/** @type {import('../run-cases.mjs').Cases} */
export const streamEndCases = {
  async 'S1: leaving the loop by break, return and throw closes the connection'({ world }) {
    // They do not end by themselves.
    const { gen, classic, until } = await world({ faults: [{ stall: 1000 }] })
    const leave = [
      async () => {
        for await (const _ of streamChat(MESSAGES, gen)) break
      },
      async () => {
        for await (const _ of streamText('Tell me a story, please', classic)) return
      },
      async () => {
        for await (const _ of streamChat(MESSAGES, gen).events()) throw new Error('mine')
      },
    ]
    await Promise.all(leave.map((each) => each().catch(() => {})))
    const list = await until('the connections are closed', areClosed)
    equal(list.length, 3)
  },

  async 'S1: what came until the loop was left stays, and is the result'({ world }) {
    const { gen } = await world({ pace: 10 })
    const story = streamChat(MESSAGES, gen)
    let text = ''
    for await (const piece of story) if ((text += piece).length > 40) break
    equal(story.partial.text, text)
    like(await story.result(), { text, finishReason: 'stopped' })
  },

  async 'S2: an abort ends the loop with its own reason and closes the connection'({ world }) {
    const { gen, classic, until } = await world({ faults: [{ stall: 1000 }] })
    const hosts = [
      (/** @type {AbortSignal} */ signal) => streamChat(MESSAGES, { ...gen, signal }),
      (/** @type {AbortSignal} */ signal) => streamText('Tell me a story, please', { ...classic, signal }),
    ]
    for (const reason of [new Error('enough'), 'a text', { any: 'thing' }]) {
      for (const open of hosts) {
        const controller = new AbortController()
        const story = open(controller.signal)
        const loop = async () => {
          for await (const _ of story) controller.abort(reason)
        }
        ok((await reasonOf(loop())) === reason, 'The loop throws another value')
        ok((await reasonOf(story.result())) === reason, 'result() rejects with another value')
        ok(story.partial.text, 'Nothing is left of what came')
      }
    }
    equal((await until('the connections are closed', areClosed)).length, 6)
  },

  async 'S3: a signal that has aborted already means no request'({ world }) {
    const { gen, requests } = await world()
    const signal = AbortSignal.abort('before')
    equal(await reasonOf(streamChat(MESSAGES, { ...gen, signal }).text()), 'before')
    equal(await requests(), [])
  },

  async 'S4: silence is `stalled`, with what came, and the connection is closed'({ world }) {
    const body = say('Once ') + say('more.') + END
    const { gen, until } = await world({ faults: [stream(body, { stall: say('Once ').length + 5 })] })
    const story = streamChat(MESSAGES, { ...gen, stallTimeout: 2000 })
    await fails(story.result(), {
      name: 'StreamError',
      code: 'stalled',
      partial: 'Once ',
      message: /no data for 2 s/,
    })
    equal((await until('the connection is closed', areClosed)).length, 1)
  },

  async 'S4: a slow reader is no silence'({ world }) {
    const { gen } = await world({ faults: [stream(say('One ') + say('two.') + END, { split: 20 })] })
    let text = ''
    for await (const piece of streamChat(MESSAGES, { ...gen, stallTimeout: 4000 })) {
      if (!text) await pause(5000)
      text += piece
    }
    equal(text, 'One two.')
  },

  async 'S5: an end before it is complete, or inside a line, is `incomplete`'({ world }) {
    const { gen, classic, break: set } = await world()
    for (const cut of [say('Once ').length, say('Once ').length + 9]) {
      await set([stream(say('Once ') + say('more.') + END, { cut })])
      for (const host of [gen, classic]) {
        await fails(streamChat(MESSAGES, host).result(), { name: 'StreamError', code: 'incomplete', partial: 'Once ' })
      }
    }
  },

  async "S6: a connection that dies is `incomplete`, with the platform's error as cause, and no other try"({ world }) {
    const { gen, classic, requests } = await world({ faults: [{ reset: true, cut: 1200 }] })
    for (const host of [gen, classic]) {
      const story = streamChat(MESSAGES, host)
      const { error, text } = await readAll(story)
      like(error, { name: 'StreamError', code: 'incomplete', partial: text })
      ok(text && /** @type {Error} */ (error).cause instanceof Error, 'There is no text, or no cause')
    }
    equal((await requests()).length, 2)
  },

  async 'S7: an error inside the stream is `provider`, with its message'({ world }) {
    const { gen, break: set } = await world()
    const errors = [
      event({ error: { message: 'model overloaded' } }),
      event({ error: 'model overloaded' }),
      `event: error\n${event({ message: 'model overloaded' })}`,
      event({ choices: [{ delta: {}, finish_reason: 'error' }], error: { message: 'model overloaded' } }),
    ]
    for (const error of errors) {
      await set([stream(say('Once ') + error + END)])
      const expected = { name: 'StreamError', code: 'provider', partial: 'Once ', message: /model overloaded/ }
      await fails(streamChat(MESSAGES, gen).result(), expected)
    }
  },

  async 'S8: a data line that starts like JSON and is none is `malformed`'({ world }) {
    const { gen } = await world({ faults: [stream(`${say('Once ')}data: {"choices":[oops]}\n\n${END}`)] })
    await fails(streamChat(MESSAGES, gen).result(), { name: 'StreamError', code: 'malformed', partial: 'Once ' })
  },

  async 'S17: what stands behind [DONE] is ignored, and the connection closed'({ world }) {
    const body = say('Hi') + END
    const fault = stream(`${body}data: ${'x'.repeat(1000)}\n\n`, { stall: body.length + 500 })
    const { gen, until } = await world({ faults: [fault] })
    equal(await streamChat(MESSAGES, gen).text(), 'Hi')
    await until('the connection is closed', areClosed)
  },
}
