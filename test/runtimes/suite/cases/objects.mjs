// @ts-check
import { equal, fails, like } from '../assert.mjs'
import { generateObject, runTools, streamObject, streamTools } from '../blossom.mjs'

const schema = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    legs: { type: 'integer', minimum: 0 },
    colours: { type: 'array', items: { type: 'string' } },
  },
  required: ['name', 'legs', 'colours'],
  additionalProperties: false,
}
/** @type {import('../blossom.mjs').StandardSchema<{ name: string }>} */
const neverMet = {
  '~standard': { version: 1, vendor: 'test', validate: () => ({ issues: [{ message: 'too tame', path: ['name'] }] }) },
}
/** @type {readonly import('../blossom.mjs').Message[]} */
const MESSAGES = [{ role: 'user', content: 'Use weather for Oslo' }]
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
const tools = { weather: { description: 'Tells the weather', parameters, execute: async () => ({ rain: true }) } }

/** @type {import('../run-cases.mjs').Cases} */
export const objectCases = {
  async 'generateObject() gives an object of the form that was asked for'({ world }) {
    const { gen, requests } = await world()
    const { object, text } = await generateObject('Make up an animal', { ...gen, schema, name: 'animal' })
    equal(object, JSON.parse(text))
    equal(Object.keys(Object(object)).sort(), ['colours', 'legs', 'name'])
    equal(JSON.parse(`${(await requests())[0]?.body}`).response_format.type, 'json_schema')
    return object
  },

  async 'generateObject() refuses what the schema refuses, with its issues'({ world }) {
    const { gen } = await world()
    const call = generateObject('Make up an animal', { ...gen, schema: neverMet, jsonSchema: schema })
    const error = await fails(call, { name: 'APIError', code: 'invalid_object', partial: /^\{/ })
    equal(
      error.issues?.map(({ message }) => message),
      ['too tame'],
    )
  },

  async 'streamObject() gives ever fuller objects and ends with the whole one'({ world }) {
    const { gen } = await world()
    const stream = streamObject('Make up an animal', { ...gen, schema })
    const sizes = []
    for await (const partial of stream) sizes.push(JSON.stringify(partial).length)
    equal(
      [...sizes].sort((a, b) => a - b),
      sizes,
      'The sizes',
    )
    const { object } = await stream.result()
    equal(sizes.length > 3, true, `${sizes.length} partials, more than three,`)
    return [object, sizes]
  },

  async 'runTools() calls the tools and hands back what they give'({ world }) {
    const { gen } = await world()
    const { text, steps, messages } = await runTools(MESSAGES, { ...gen, tools })
    like(steps[0]?.toolResults[0], { output: { rain: true }, toolCall: { name: 'weather' } })
    equal([steps.length, text.includes('"rain":true')], [2, true])
    return messages
  },

  async 'streamTools() is the same as a stream'({ world }) {
    const { gen } = await world()
    const stream = streamTools(MESSAGES, { ...gen, tools })
    /** @type {string[]} */
    const types = []
    for await (const { type } of stream.events()) if (types.at(-1) !== type) types.push(type)
    equal(types.slice(0, 4), ['step', 'tool-call', 'usage', 'finish'])
    const { requestId: _, text, messages } = await stream.result()
    equal(text.includes('"rain":true'), true)
    return [types, messages]
  },
}
