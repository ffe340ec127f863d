// @ts-check
import { equal, like, ok } from '../assert.mjs'
import { chat, enhancePrompt, generateText, streamChat, streamText } from '../blossom.mjs'
import { MESSAGES, readAll } from '../events.mjs'

/** @type {import('../run-cases.mjs').Cases} */
export const textCases = {
  async 'generateText() answers by GET on the classic host and by POST on gen'({ world }) {
    const { classic, gen, requests } = await world()
    const texts = [
      await generateText('Say “grüezi” 🌸, please', { ...classic, system: 'You are a poet', temperature: 0.5 }),
      await generateText('Say “grüezi” 🌸, please', { ...gen, model: 'mistral', seed: 3 }),
      await generateText('Two colours, please', { ...classic, json: true }),
    ]
    for (const text of texts) equal(text.includes('🌸'), true, 'A flower in the text')
    equal(typeof JSON.parse(`${texts[2]}`), 'object')
    equal(
      (await requests()).map(({ method, url }) => `${method} ${new URL(url).host}`),
      ['GET text.pollinations.ai', 'POST gen.pollinations.ai', 'GET text.pollinations.ai'],
    )
    return texts
  },

  async 'streamText() gives the same text in pieces, as they come'({ world }) {
    const { classic, gen, break: set } = await world({ pace: 25 })
    const read = async (/** @type {typeof gen | typeof classic} */ host) => {
      const options = { ...host, maxTokens: 25 }
      const pieces = []
      for await (const piece of streamText('Tell me a story, please', options)) pieces.push(piece)
      ok(pieces.length > 3, `There are ${pieces.length} pieces`)
      const text = pieces.join('')
      equal(text, await generateText('Tell me a story, please', options), 'The text in pieces')
      return text
    }
    const texts = await Promise.all([read(classic), read(gen)])
    // As they come: there are pieces while the rest is still to come, which it never does.
    await set([{ stall: 1000 }])
    for (const host of [classic, gen]) {
      let early = ''
      for await (const piece of streamText('Tell me a story, please', host)) if ((early = piece)) break
      ok(early, 'There is no piece before the end')
    }
    return texts
  },

  async 'chat() gives text, usage, model, reason and a message to append'({ world }) {
    const { gen, requests } = await world()
    const result = await chat(MESSAGES, { ...gen, reasoningEffort: 'low', requestId: 'mine' })
    like(result, { finishReason: 'stop', toolCalls: [], message: { role: 'assistant', content: result.text } })
    like(result.usage, { totalTokens: Number(result.usage?.inputTokens) + Number(result.usage?.outputTokens) })
    like((await requests())[0], { headers: { 'x-request-id': 'mine', 'content-type': /^application\/json/ } })
    const { requestId: _, ...rest } = result
    return rest
  },

  async 'chat() takes pictures as Blobs'({ world }) {
    const { gen, requests } = await world()
    const url = new Blob([Uint8Array.from([0x89, 0x50, 0x4e, 0x47])], { type: 'image/png' })
    const { text } = await chat([{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }], gen)
    const [request] = await requests()
    equal(JSON.parse(`${request?.body}`).messages[0].content[0].image_url.url, 'data:image/png;base64,iVBORw==')
    return text
  },

  async 'chat() reads the wish for a tool'({ world }) {
    const { gen } = await world()
    const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
    const tools = [{ type: /** @type {const} */ ('function'), function: { name: 'weather', parameters } }]
    const { toolCalls, finishReason } = await chat(MESSAGES, { ...gen, tools, toolChoice: 'required' })
    equal(finishReason, 'tool_calls')
    like(toolCalls[0], { name: 'weather' })
    equal(toolCalls[0]?.arguments, JSON.parse(`${toolCalls[0]?.argumentsText}`))
    return toolCalls
  },

  async 'streamChat() gives thoughts, text, usage and the reason, and the same as chat() in the end'({ world }) {
    const { gen } = await world()
    const stream = streamChat(MESSAGES, { ...gen, reasoningEffort: 'low' })
    const { text, types, events, error } = await readAll(stream)
    equal([error, types], [undefined, 'reasoning text usage finish'])
    const { requestId: _, raw: __, ...result } = await stream.result()
    const { requestId: ___, raw: ____, ...whole } = await chat(MESSAGES, { ...gen, reasoningEffort: 'low' })
    equal(result, whole)
    equal(text, whole.text)
    return events
  },

  async 'enhancePrompt() gives a richer prompt, and the given one when the service fails'({ world }) {
    const { gen } = await world({ faults: [{ nth: 2, status: 500 }] })
    const better = await enhancePrompt('a red fox', gen)
    equal(better.includes('a red fox'), true, `The prompt in ${better}`)
    equal(await enhancePrompt('a red fox', { ...gen, maxRetries: 0 }), 'a red fox')
    return better
  },
}
