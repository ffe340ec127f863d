import { expect, test } from 'vitest'
import { type ChatOptions, chat, type Message } from '../../../src/index.ts'
import { KEY } from '../helpers/routes.ts'
import { completion, jsonReply, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

// What a chat gives.

const user: Message[] = [{ role: 'user', content: 'Hello there' }]
const answer = (body: object, options: ChatOptions = {}) => chat(user, { fetch: stub(jsonReply(body)), ...options })
const said = (message: object, choice: object = {}, more: object = {}) =>
  answer(
    completion('', {
      choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop', ...choice }],
      ...more,
    }),
  )
const call = (id: string, name: string, args: unknown) => ({
  id,
  type: 'function',
  function: { name, arguments: args },
})

test('a plain answer has text, model, usage, finish reason, a message to go on with, and nothing that was not said', async () => {
  const body = completion('Hello')
  expect(await answer(body, { requestId: 'r-1' })).toEqual({
    text: 'Hello',
    toolCalls: [],
    finishReason: 'stop',
    usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7 },
    model: 'openai/gpt-5.4-nano',
    message: { role: 'assistant', content: 'Hello' },
    requestId: 'r-1',
    raw: body,
  })
})

test('the model is the one asked for where the service does not say', async () => {
  const body = completion('Hello', { model: undefined })
  expect((await answer(body, { model: 'mistral' })).model).toBe('mistral')
  expect((await answer(body)).model).toBe('openai')
})

test.each(['stop', 'length', 'tool_calls', 'content_filter', 'something_new'])(
  'the finish reason %s is given as it is',
  async (reason) => {
    expect((await said({ content: 'Hi' }, { finish_reason: reason })).finishReason).toBe(reason)
  },
)

test('without a finish reason it is null', async () => {
  for (const choice of [{ finish_reason: null }, { finish_reason: undefined }]) {
    expect((await said({ content: 'Hi' }, choice)).finishReason).toBeNull()
  }
})

test.each([
  [
    'prompt and completion',
    { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
  ],
  ['without a total', { prompt_tokens: 1, completion_tokens: 2 }, { inputTokens: 1, outputTokens: 2, totalTokens: 3 }],
  [
    'with details',
    {
      prompt_tokens: 1,
      completion_tokens: 2,
      total_tokens: 3,
      completion_tokens_details: { reasoning_tokens: 1 },
      prompt_tokens_details: { cached_tokens: 0 },
    },
    { inputTokens: 1, outputTokens: 2, totalTokens: 3, reasoningTokens: 1, cachedTokens: 0 },
  ],
  [
    'with details of null',
    { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3, completion_tokens_details: null },
    { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
  ],
])('usage is read: %s', async (_what, usage, expected) => {
  expect((await answer(completion('Hi', { usage }))).usage).toEqual(expected)
})

test.each([[null], [undefined], ['many'], [7]])('a usage of %j is none', async (usage) => {
  expect(await answer(completion('Hi', { usage }))).not.toHaveProperty('usage')
})

test.each([
  ['reasoning_content', { reasoning_content: 'Hm' }],
  ['reasoning', { reasoning: 'Hm' }],
  [
    'reasoning_details',
    {
      reasoning_details: [
        { type: 'text', text: 'H' },
        { type: 'text', text: 'm' },
      ],
    },
  ],
  [
    'the first of them that is there',
    { reasoning_content: 'Hm', reasoning: 'Other', reasoning_details: [{ text: 'Third' }] },
  ],
  ['the second where the first is null', { reasoning_content: null, reasoning: 'Hm' }],
])('reasoning comes from %s, apart from the text', async (_what, fields) => {
  const result = await said({ content: 'Hello', ...fields })
  expect([result.reasoning, result.text]).toEqual(['Hm', 'Hello'])
  expect(result.message).toEqual({ role: 'assistant', content: 'Hello' })
})

test('without reasoning there is none', async () => {
  expect(await said({ content: 'Hello', reasoning_content: '' })).not.toHaveProperty('reasoning')
})

test('tool calls are parsed, and stand in the message with valid JSON as their arguments', async () => {
  const tools = [call('c1', 'weather', '{"city": "Köln", "n": [1]}'), call('c2', 'now', '{}'), call('c3', 'now', '')]
  const result = await said({ content: null, tool_calls: tools }, { finish_reason: 'tool_calls' })
  expect(result.toolCalls).toEqual([
    { id: 'c1', name: 'weather', arguments: { city: 'Köln', n: [1] }, argumentsText: '{"city": "Köln", "n": [1]}' },
    { id: 'c2', name: 'now', arguments: {}, argumentsText: '{}' },
    { id: 'c3', name: 'now', arguments: {}, argumentsText: '' },
  ])
  expect([result.text, result.finishReason, result.message.content]).toEqual(['', 'tool_calls', null])
  expect(result.message.tool_calls).toEqual([...tools.slice(0, 2), call('c3', 'now', '{}')])
})

test.each(['{"city": ', 'city: Köln', '{city}', '{"a":1}}'])(
  'arguments that are no JSON are not an error: %j',
  async (text) => {
    const result = await said(
      { content: null, tool_calls: [call('c1', 'weather', text)] },
      { finish_reason: 'tool_calls' },
    )
    expect(result.toolCalls).toEqual([
      { id: 'c1', name: 'weather', arguments: undefined, argumentsText: text, invalid: true },
    ])
    expect(result.message.tool_calls).toEqual([call('c1', 'weather', '{}')])
  },
)

test('text beside tool calls is kept', async () => {
  const result = await said(
    { content: 'Let me look', tool_calls: [call('c1', 'weather', '{}')] },
    { finish_reason: 'tool_calls' },
  )
  expect([result.text, result.message.content, result.toolCalls.length]).toEqual(['Let me look', 'Let me look', 1])
})

test('the message of an answer goes back as it is in the next chat', async () => {
  emulate()
  const tools = [
    {
      type: 'function',
      function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
    },
  ] as const
  const first = await chat(user, { tools, apiKey: KEY })
  expect(first.toolCalls).toHaveLength(1)
  const emulator = emulate()
  const results = first.toolCalls.map(({ id }) => ({ role: 'tool' as const, content: 'sunny', tool_call_id: id }))
  const second = await chat([...user, first.message, ...results], { tools, apiKey: KEY })
  expect(second.text).toContain('sunny')
  expect(JSON.parse(emulator.requests[0]?.body ?? '').messages[1]).toEqual(first.message)
})

test.each([
  ['beside the choices', {}, { citations: ['https://a.b', { url: 'https://c.d' }] }],
  ['in the message', { citations: ['https://a.b', { url: 'https://c.d' }] }, {}],
])('citations are found %s', async (_what, message, more) => {
  expect((await said({ content: 'Hi', ...message }, {}, more)).citations).toEqual([
    'https://a.b',
    { url: 'https://c.d' },
  ])
})

test.each([[[]], [null], ['https://a.b'], [undefined]])('citations of %j are none', async (citations) => {
  expect(await said({ content: 'Hi' }, {}, { citations })).not.toHaveProperty('citations')
})

test.each([
  ['base64url without padding', (data: string) => data.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')],
  ['a data: URL', (data: string) => `data:audio/wav;base64,${data}`],
  ['a data: URL with parameters', (data: string) => `data:audio/wav;codecs=1;base64,${data}`],
  ['lines', (data: string) => data.replace(/.{8}/g, '$&\n')],
])('audio is read from %s', async (_what, write) => {
  const bytes = Uint8Array.from([...'RIFF\xfb\xff\xfe\xffWAVEfmt'], (letter) => letter.charCodeAt(0))
  const data = write(Buffer.from(bytes).toString('base64'))
  const { audio } = await said({ content: null, audio: { id: 'a', data } })
  expect(new Uint8Array((await audio?.blob.arrayBuffer()) as ArrayBuffer)).toEqual(bytes)
})

test('audio comes as a Blob of the type of its bytes, with its transcript', async () => {
  const wav = 'RIFF\x24\0\0\0WAVEfmt '
  const { audio } = await said({ content: null, audio: { id: 'a', data: btoa(wav), transcript: 'Hello' } })
  expect([audio?.blob.type, audio?.transcript, await audio?.blob.text()]).toEqual(['audio/wav', 'Hello', wav])
  const mute = await said({ content: 'Hi', audio: { data: btoa(wav) } })
  expect(mute.audio).not.toHaveProperty('transcript')
  expect(await said({ content: 'Hi', audio: null })).not.toHaveProperty('audio')
  expect((await said({ content: 'Hi', audio: { data: '%%%' } })).text).toBe('Hi')
})

test('a spoken answer of the emulator can be played', async () => {
  emulate()
  const { audio } = await chat(user, {
    apiKey: KEY,
    modalities: ['text', 'audio'],
    audio: { voice: 'alloy', format: 'wav' },
  })
  expect(audio?.blob.type).toBe('audio/wav')
  expect(audio?.blob.size).toBeGreaterThan(1000)
  expect(audio?.transcript).not.toBe('')
})

test('content in parts is one text', async () => {
  expect(
    (await said({ content: [{ type: 'text', text: 'Hel' }, { type: 'image_url' }, { type: 'text', text: 'lo' }] }))
      .text,
  ).toBe('Hello')
})

test('an answer that was meant to be empty is', async () => {
  expect(await said({ content: '' })).toMatchObject({
    text: '',
    finishReason: 'stop',
    message: { role: 'assistant', content: '' },
  })
})

test('what the emulator sees in a message with attachments is what was given', async () => {
  emulate()
  const image = new Blob([new Uint8Array(321)], { type: 'image/webp' })
  const sound = new Blob([new Uint8Array(45)], { type: 'audio/wav' })
  const { text } = await chat(
    [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'See' },
          { type: 'image_url', image_url: { url: image } },
          { type: 'input_audio', input_audio: { data: sound } },
        ],
      },
    ],
    { apiKey: KEY },
  )
  expect(text).toContain('image/webp, 321 bytes')
  expect(text).toContain('audio/wav, 45 bytes')
})
