// @ts-check
import { equal, fails, like, ok, pause, reasonOf } from '../assert.mjs'
import { streamChat, streamText } from '../blossom.mjs'
import { MESSAGES } from '../events.mjs'

/** @type {import('../run-cases.mjs').Cases} */
export const outletCases = {
  async 'nothing is asked for before the first read'({ world }) {
    const { gen, requests } = await world()
    streamChat(MESSAGES, gen)
    streamChat(MESSAGES, gen).toReadableStream()
    await pause(60)
    equal(await requests(), [])
  },

  async 'a stream is read once'({ world }) {
    const { gen } = await world()
    const story = streamChat(MESSAGES, gen)
    const text = await story.text()
    equal(text, (await story.result()).text)
    const again = async () => {
      for await (const _ of story);
    }
    await fails(again(), { name: 'ValidationError', code: 'already_read' })
    return text
  },

  async 'result() beside a loop waits for it'({ world }) {
    const { gen, requests } = await world({ pace: 5 })
    const story = streamChat(MESSAGES, gen)
    let text = ''
    const loop = (async () => {
      for await (const piece of story) text += piece
    })()
    equal((await story.result()).text, text)
    await loop
    equal((await requests()).length, 1)
  },

  async 'toReadableStream() gives the pieces, and its cancel closes the connection'({ world }) {
    const { gen, until } = await world({ faults: [{ stall: 1000 }] })
    const reader = streamText('Tell me a story, please', gen).toReadableStream().getReader()
    const { value } = await reader.read()
    ok(typeof value === 'string' && value, `${value} is no piece of text`)
    await reader.cancel()
    await until('the connection is closed', ([request]) => Boolean(request?.aborted))
    return value
  },

  async 'toResponse() is a Response of plain text'({ world }) {
    const { gen } = await world()
    const response = await streamText('Tell me a story, please', gen).toResponse({
      status: 203,
      headers: { 'x-mine': '1' },
    })
    equal(
      [response.status, response.headers.get('content-type'), response.headers.get('x-mine')],
      [203, 'text/plain; charset=utf-8', '1'],
    )
    return response.text()
  },

  async 'toResponse() rejects when the service refuses'({ world }) {
    const { gen } = await world({ faults: [{ status: 404 }] })
    await fails(streamText('Tell me a story, please', gen).toResponse(), { code: 'not_found' })
  },

  async 'the body of toResponse() passes an error on and is left by cancel'({ world }) {
    const { gen, break: set, until } = await world({ faults: [{ cut: 900 }] })
    const body = (await streamText('Tell me a story, please', gen).toResponse()).body?.getReader()
    const readOn = async () => {
      for (let read = await body?.read(); !read?.done; ) read = await body?.read()
    }
    like(await reasonOf(readOn()), { code: 'incomplete' })
    await set([{ stall: 900 }])
    await (await streamText('Tell me a story, please', gen).toResponse()).body?.cancel()
    await until('the second is closed', (list) => list.length === 2 && Boolean(list[1]?.aborted))
  },
}
