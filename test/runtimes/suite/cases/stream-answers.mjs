// @ts-check
import { equal, fails, like } from '../assert.mjs'
import { streamChat, streamText } from '../blossom.mjs'
import { DONE, delta, END, event, MESSAGES, readAll, say, stream } from '../events.mjs'

const BODY = `${say('Grüße, ')}${say('мир и 世界 ')}${say('👩‍👩‍👧‍👦🏳️‍🌈')}${END}`
const WRITTEN = {
  LF: BODY,
  CRLF: BODY.replaceAll('\n', '\r\n'),
  CR: BODY.replaceAll('\n', '\r'),
  'a BOM': `\uFEFF${BODY}`,
  comments: BODY.replaceAll('\n\n', '\n\n: still there\n\n'),
  'no space': BODY.replaceAll('data: ', 'data:'),
  'two data lines': BODY.replace('data: {"choices":', 'data: {"choices":\ndata: '),
  'no blank line at the end': BODY.trimEnd(),
  keepalives: `data: ping\n\n${BODY}`,
}
const part = (/** @type {number | undefined} */ index, /** @type {object} */ fn, /** @type {string} */ id) =>
  delta({ tool_calls: [{ index, id, function: fn }] })

/** @type {import('../run-cases.mjs').Cases} */
export const streamAnswerCases = {
  async 'S9: every way of writing lines is read right, cut into reads of one byte'({ world }) {
    const { gen, break: set } = await world()
    for (const [way, body] of Object.entries(WRITTEN)) {
      await set([stream(body, { split: 1 })])
      const { text, error } = await readAll(streamChat(MESSAGES, gen))
      equal([text, error], ['Grüße, мир и 世界 👩‍👩‍👧‍👦🏳️‍🌈', undefined], way)
    }
  },

  async 'S10: thoughts are events of their own, and never text'({ world }) {
    const { gen, break: set } = await world()
    for (const field of ['reasoning_content', 'reasoning', 'reasoning_details']) {
      const thought = field === 'reasoning_details' ? [{ text: 'Hm.' }] : 'Hm.'
      await set([stream(delta({ [field]: thought }) + say('Yes.') + END)])
      const { events, text } = await readAll(streamChat(MESSAGES, gen))
      equal([events[0], text], [{ type: 'reasoning', text: 'Hm.' }, 'Yes.'], field)
    }
  },

  async 'S11: tool calls in pieces, whole, without an index and from index 7 are put together'({ world }) {
    const body = [
      part(7, { name: 'weather', arguments: '{"ci' }, 'a'),
      part(7, { arguments: 'ty":"Zürich"}' }, 'a'),
      part(undefined, { name: 'time', arguments: '{}' }, 'b'),
      part(undefined, { name: 'odd', arguments: 'no json' }, 'c'),
      delta({}, 'tool_calls') + DONE,
    ]
    const { gen } = await world({ faults: [stream(body.join(''))] })
    const { toolCalls, finishReason } = await streamChat(MESSAGES, gen).result()
    equal(finishReason, 'tool_calls')
    equal(toolCalls, [
      { id: 'a', name: 'weather', arguments: { city: 'Zürich' }, argumentsText: '{"city":"Zürich"}' },
      { id: 'b', name: 'time', arguments: {}, argumentsText: '{}' },
      { id: 'c', name: 'odd', argumentsText: 'no json', invalid: true },
    ])
  },

  async 'S12: a chunk with usage alone is a usage event, and none is none'({ world }) {
    const usage = event({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 } })
    const { gen } = await world({ faults: [stream(say('Hi') + usage + END, { nth: 1 }), stream(say('Hi') + END)] })
    const first = await readAll(streamChat(MESSAGES, gen))
    equal(first.events.at(-2), { type: 'usage', usage: { inputTokens: 7, outputTokens: 5, totalTokens: 12 } })
    equal((await readAll(streamChat(MESSAGES, gen))).types, 'text finish')
  },

  async 'S13: a failure before the first byte is tried again, with the same request'({ world }) {
    const { gen, requests } = await world({
      faults: [
        { nth: 1, reset: true },
        { nth: 2, status: 503 },
      ],
    })
    like(await streamChat(MESSAGES, gen).result(), { finishReason: 'stop' })
    const list = await requests()
    equal(list.length, 3)
    equal(new Set(list.map(({ body }) => body)).size, 1, 'The number of different bodies')
  },

  async 'S14: an answer that is no stream is read for what it is'({ world }) {
    const { gen, break: set } = await world()
    const open = () => streamChat(MESSAGES, { ...gen, maxRetries: 0 })
    await set([{ body: 'Plain words' }])
    equal((await readAll(open())).events[0], { type: 'text', text: 'Plain words' })
    const choices = [{ message: { role: 'assistant', content: 'Yes.' }, finish_reason: 'stop' }]
    await set([{ body: { choices } }])
    like(await open().result(), { text: 'Yes.', finishReason: 'stop' })
    await set([{ body: { error: { message: 'overloaded' } } }])
    await fails(open().result(), { name: 'APIError', code: 'upstream', message: /overloaded/ })
    await set([{ body: '<!doctype html><title>Wait</title>', headers: { 'content-type': 'text/html' } }])
    await fails(open().result(), { code: 'unexpected_content' })
    await set([{ status: 400, body: { error: { message: 'bad model' } } }])
    await fails(open().result(), { code: 'bad_request', status: 400 })
  },

  async 'S15: [DONE] and nothing else is empty'({ world }) {
    const { gen } = await world({ faults: [stream(DONE)] })
    await fails(streamChat(MESSAGES, { ...gen, maxRetries: 0 }).result(), { name: 'APIError', code: 'empty' })
  },

  async 'S16: a stream whose body is null is read whole, then handed out'() {
    const bytes = new TextEncoder().encode(say('One ') + say('two.') + END)
    const bare = () => ({ status: 200, headers: new Headers({ 'content-type': 'text/event-stream' }), body: null })
    const fetch = async () => /** @type {Response} */ ({ ...bare(), arrayBuffer: async () => bytes.buffer })
    const { events, error } = await readAll(streamText('A story, please', { fetch }))
    equal(
      [events.map((each) => ('text' in each ? each.text : each.type)), error],
      [['One ', 'two.', 'finish'], undefined],
    )
  },
}
