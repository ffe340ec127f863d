import { expect, test } from 'vitest'
import { createEmulator } from '../../../src/testing/index.ts'
import { GEN, KEY, post, user } from './ask.ts'
import { decodeWav, joinDeltas, readChunks, readEvents } from './decode.ts'

const fetch = createEmulator()
const CHAT = `${GEN}/v1/chat/completions`
const weather = {
  type: 'function',
  function: {
    name: 'weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 2, maximum: 2 } },
    },
  },
}
const time = {
  type: 'function',
  function: { name: 'time', parameters: { type: 'object', properties: { zone: { enum: ['UTC'] } } } },
}

async function message(body: Record<string, unknown>) {
  return (await (await post(fetch, CHAT, body)).json()).choices[0].message
}
async function stream(body: Record<string, unknown>) {
  return (await post(fetch, CHAT, { ...body, stream: true })).text()
}

test('a chat gives the JSON of OpenAI, with usage in the body and in the headers', async () => {
  const response = await post(fetch, CHAT, user('bees', { model: 'mistral' }))
  const body = await response.json()
  expect(body).toMatchObject({
    object: 'chat.completion',
    model: 'mistral',
    choices: [{ index: 0, finish_reason: 'stop' }],
  })
  expect(body.choices[0].message.content).toContain('“bees” —')
  expect(response.headers.get('x-model-used')).toBe('mistral')
  expect(response.headers.get('x-usage-prompt-text-tokens')).toBe(`${body.usage.prompt_tokens}`)
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/)
})

test('the same body gives the same bytes, and another seed or model other words', async () => {
  const text = async (body: Record<string, unknown>) => (await post(createEmulator(), CHAT, body)).text()
  const words = async (body: Record<string, unknown>) => (await message(body)).content
  expect(await text(user('bees'))).toBe(await text(user('bees')))
  expect(await words(user('bees', { seed: 1 }))).not.toBe(await words(user('bees', { seed: 2 })))
  expect(await words(user('bees', { model: 'openai' }))).not.toBe(await words(user('bees', { model: 'gemini' })))
})

test('an answer made for the request is GENERATED, a repeated one EXACT, and a stream says nothing of caches', async () => {
  const emulator = createEmulator()
  const type = async (body: unknown) => (await post(emulator, CHAT, body)).headers.get('x-cache-type')
  expect([await type(user('bees')), await type(user('bees')), await type(user('bees', { stream: true }))]).toEqual([
    'GENERATED',
    'EXACT',
    null,
  ])
})

test('a stream says what the JSON says, in order: role, reasoning, content, finish, usage, [DONE]', async () => {
  const body = user('bees', { reasoning_effort: 'low' })
  const whole = await message(body)
  const text = await stream(body)
  const chunks = readChunks(text)
  const kinds = chunks.map((chunk) => {
    const [choice] = chunk.choices
    if (!choice) return 'usage'
    return choice.finish_reason ?? Object.keys(choice.delta)[0]
  })
  expect([...new Set(kinds)]).toEqual(['role', 'reasoning_content', 'content', 'stop', 'usage'])
  expect(joinDeltas(chunks, 'reasoning_content')).toBe(whole.reasoning_content)
  expect(joinDeltas(chunks, 'content')).toBe(whole.content)
  expect(chunks.filter((chunk) => chunk.choices[0]?.delta.content).length).toBeGreaterThanOrEqual(20)
  expect(chunks.at(-1)?.usage?.completion_tokens).toBeGreaterThan(20)
  expect(readEvents(text).at(-1)).toBe('[DONE]')
})

test('there is no reasoning with reasoning_effort none, and none without it', async () => {
  expect(await message(user('bees', { reasoning_effort: 'none' }))).not.toHaveProperty('reasoning_content')
  expect(await message(user('bees'))).not.toHaveProperty('reasoning_content')
})

test('json_object gives an object, json_schema one that fits the schema', async () => {
  const object = await message(user('bees', { response_format: { type: 'json_object' } }))
  expect(JSON.parse(object.content)).toMatchObject({ prompt: 'bees' })
  const schema = { type: 'object', properties: { legs: { const: 6 } }, required: ['legs'] }
  const fitting = await message(
    user('bees', { response_format: { type: 'json_schema', json_schema: { name: 'bee', schema } } }),
  )
  expect(JSON.parse(fitting.content)).toEqual({ legs: 6 })
})

test('tools are called with arguments that fit, after a user message only, and not with tool_choice none', async () => {
  const body = user('how warm is it?', { tools: [weather] })
  const { content, tool_calls } = await message(body)
  expect(content).toBeNull()
  expect(tool_calls).toHaveLength(1)
  expect(tool_calls[0]).toMatchObject({ type: 'function', function: { name: 'weather' } })
  expect(JSON.parse(tool_calls[0].function.arguments)).toEqual({ city: expect.any(String), days: 2 })
  expect((await (await post(fetch, CHAT, body)).json()).choices[0].finish_reason).toBe('tool_calls')
  expect(await message({ ...body, tool_choice: 'none' })).not.toHaveProperty('tool_calls')
  expect(await message({ ...body, tools: [] })).not.toHaveProperty('tool_calls')
})

const text = { type: 'string' }
const number = { type: 'integer', minimum: 0 }
const unit = { enum: ['celsius', 'fahrenheit'] }
const SET = { type: 'array', items: { enum: ['mon', 'tue', 'wed'] }, uniqueItems: true }
test.each([
  ['What is the weather in Oslo?', { city: text }, { city: 'Oslo' }],
  ['What is the weather in oslo?', { city: text }, { city: 'oslo' }],
  ['Flights from New York to Rome. Please, 2 seats.', { from: text, seats: number, to: text }, ['New York', 2, 'Rome']],
  ['I think "late blooms" is it', { query: text }, { query: 'late blooms' }],
  ['In Rome. Is Ålesund, not Oslo, cold?', { a: text, b: text, c: text }, ['Rome', 'Ålesund', 'Oslo']],
  ['Is Oslo below -3.5 Fahrenheit?', { unit, low: { type: 'number' } }, { unit: 'fahrenheit', low: -3.5 }],
  ['Is Oslo warm?', { unit, city: text }, { unit: 'celsius', city: 'Oslo' }],
  ['Is it 40 in Oslo?', { days: { ...number, maximum: 3 } }, { days: expect.any(Number) }],
  ['Who is Ann?', { mail: { ...text, format: 'email' } }, { mail: 'bee@example.org' }],
  ['Have I 1,000 euros, or 2,500,000?', { low: number, high: number }, [1000, 2_500_000]],
  ['Plan it for wed and tue', { days: { ...SET, minItems: 2 } }, { days: ['wed', 'tue'] }],
  ['Plan it, please', { days: { ...SET, minItems: 3 } }, { days: expect.arrayContaining(['mon', 'tue', 'wed']) }],
  ['🌸', { word: text }, { word: expect.any(String) }],
])('arguments are taken from the words of the user: %s', async (words, properties, expected) => {
  const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object', properties } } }]
  const { tool_calls } = await message(user(words, { tools }))
  const found = JSON.parse(tool_calls[0].function.arguments)
  expect(Array.isArray(expected) ? Object.values(found) : found).toEqual(expected)
  if (typeof found.days === 'number') expect(found.days).toBeLessThanOrEqual(3)
})

test('the tools that the text names are called, all of them; tool_choice names one; parallel_tool_calls false is one', async () => {
  const names = async (more: Record<string, unknown>) =>
    (await message(user('weather and time, please', { tools: [weather, time], ...more }))).tool_calls.map(
      (call: { function: { name: string } }) => call.function.name,
    )
  expect(await names({})).toEqual(['weather', 'time'])
  expect(await names({ tool_choice: { type: 'function', function: { name: 'time' } } })).toEqual(['time'])
  expect(await names({ parallel_tool_calls: false })).toEqual(['weather'])
})

test('tool calls stream in pieces keyed by index: id and name first, then the arguments', async () => {
  const body = user('weather and time', { tools: [weather, time] })
  const whole = (await message(body)).tool_calls
  const chunks = readChunks(await stream(body))
  type Piece = { index: number; id?: string; function: { name?: string; arguments: string } }
  const pieces = chunks.flatMap((chunk) => (chunk.choices[0]?.delta.tool_calls ?? []) as Piece[])
  for (const index of [0, 1]) {
    const [first, ...rest] = pieces.filter((piece) => piece.index === index)
    expect(first).toMatchObject({ id: whole[index].id, function: { name: whole[index].function.name, arguments: '' } })
    expect(rest.length).toBeGreaterThan(2)
    expect(rest.map((piece) => piece.function.arguments).join('')).toBe(whole[index].function.arguments)
  }
  expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('tool_calls')
})

test('after tool messages comes a text that quotes their results', async () => {
  const call = (id: string) => ({ id, type: 'function', function: { name: 'weather', arguments: '{}' } })
  const messages = [
    { role: 'user', content: 'warm?' },
    { role: 'assistant', content: null, tool_calls: [call('a'), call('b')] },
    { role: 'tool', tool_call_id: 'a', content: '21 °C' },
    { role: 'tool', tool_call_id: 'b', content: 'no rain' },
  ]
  const { content, tool_calls } = await message({ messages, tools: [weather] })
  expect(tool_calls).toBeUndefined()
  expect(content).toContain('“21 °C”, “no rain”')
})

test('pictures, sounds and files in a message are told by type and size', async () => {
  const content = [
    { type: 'text', text: 'look' },
    { type: 'image_url', image_url: { url: 'data:image/png;base64,AAECAw==' } },
    { type: 'image_url', image_url: { url: 'https://example.org/a.jpg' } },
    { type: 'input_audio', input_audio: { data: 'AAEC', format: 'mp3' } },
    { type: 'file', file: { file_data: 'AAECAwQ=', mime_type: 'application/pdf' } },
  ]
  const { content: text } = await message({ messages: [{ role: 'user', content }] })
  expect(text).toContain('“look”')
  expect(text).toContain('image/png, 4 bytes; https://example.org/a.jpg; audio/mp3, 3 bytes; application/pdf, 5 bytes')
})

test('with the modality audio the answer is spoken, in WAV, and written down', async () => {
  const { content, audio } = await message(
    user('sing', { modalities: ['text', 'audio'], audio: { voice: 'nova', format: 'wav' } }),
  )
  expect(content).toBeNull()
  expect(audio.transcript).toContain('“sing”')
  expect(decodeWav(Uint8Array.from(atob(audio.data), (letter) => letter.charCodeAt(0))).seconds).toBeGreaterThan(5)
})

test('max_tokens cuts the text and says so', async () => {
  const response = await (await post(fetch, CHAT, user('bees', { max_tokens: 5 }))).json()
  expect(response.choices[0].finish_reason).toBe('length')
  expect(response.choices[0].message.content.split(' ').length).toBe(5)
})

test('GET and POST /text give plain text, the same words as the chat', async () => {
  const chat = (await message(user('bees', { seed: 3, model: 'openai' }))).content
  const got = await fetch(`${GEN}/text/bees?seed=3&model=openai`, { headers: KEY })
  const posted = await post(fetch, `${GEN}/text`, user('bees', { seed: 3, model: 'openai' }))
  expect(got.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect([await got.text(), await posted.text()]).toEqual([chat, chat])
})

test('GET /text streams with stream=true, and with no other word', async () => {
  const type = async (value: string) =>
    (await fetch(`${GEN}/text/bees?stream=${value}`, { headers: KEY })).headers.get('content-type')
  expect(await type('true')).toBe('text/event-stream; charset=utf-8')
  expect(await type('false')).toBe('text/plain; charset=utf-8')
})

test.each([
  ['empty messages', { messages: [] }, 'messages'],
  ['no messages', {}, 'messages'],
  ['a temperature of 3', user('bees', { temperature: 3 }), 'temperature'],
  ['a seed of −2', user('bees', { seed: -2 }), 'seed'],
  ['five stop words', user('bees', { stop: ['a', 'b', 'c', 'd', 'e'] }), 'stop'],
  ['an unknown role', { messages: [{ role: 'king', content: 'x' }] }, 'messages'],
  ['a tool message without its call', { messages: [{ role: 'tool', content: 'x' }] }, 'messages'],
  ['an unknown response format', user('bees', { response_format: { type: 'xml' } }), 'response_format'],
])('%s is 400 with the name of the field', async (_name, body, field) => {
  const response = await post(fetch, CHAT, body)
  expect(response.status).toBe(400)
  const { status, success, error } = await response.json()
  expect({ status, success, code: error.code, name: error.details.name }).toEqual({
    status: 400,
    success: false,
    code: 'BAD_REQUEST',
    name: 'ValidationError',
  })
  expect(Object.keys(error.details.fieldErrors)).toEqual([field])
})

test('the bounds of each number belong to it', async () => {
  for (const more of [
    { temperature: 0, seed: -1, top_p: 1 },
    { temperature: 2, seed: 2147483647, presence_penalty: -2 },
  ]) {
    expect((await post(fetch, CHAT, user('bees', more))).status).toBe(200)
  }
})

test('a text without spaces streams in twenty pieces as well', async () => {
  const schema = { const: 'a_word_of_forty_letters_without_any_space' }
  const body = user('bees', { response_format: { type: 'json_schema', json_schema: { name: 'word', schema } } })
  const pieces = readChunks(await stream(body)).filter((chunk) => chunk.choices[0]?.delta.content)
  expect(pieces.length).toBeGreaterThanOrEqual(20)
})

test('a body that is no JSON is 400', async () => {
  const response = await post(fetch, CHAT, '{"messages":')
  expect([response.status, (await response.json()).error.message]).toEqual([400, 'Malformed JSON in request body'])
})
