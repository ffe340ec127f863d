import { expect, test } from 'vitest'
import { type ChatOptions, chat, type Message, pollinations, pollinationsClassic } from '../../../src/index.ts'
import { listen, only } from '../helpers/events.ts'
import { failureOf } from '../helpers/failure.ts'
import { GEN, KEY, PROXY, TEXT } from '../helpers/routes.ts'
import { chatReply, stub } from '../helpers/stub.ts'

// What a chat sends.

const user: Message[] = [{ role: 'user', content: 'Hello there' }]

async function sent(messages: readonly Message[], options: ChatOptions = {}) {
  const fetch = stub(chatReply())
  await chat(messages, { fetch, ...options })
  const { url, method, headers, body } = fetch.asked[0] ?? {}
  return { url, method, headers, body: JSON.parse(body as string) }
}

const hosts: [name: string, options: ChatOptions, url: string, headers: object][] = [
  ['classic', {}, `${TEXT}/openai`, {}],
  ['classic by name', { provider: pollinationsClassic() }, `${TEXT}/openai`, {}],
  ['gen', { apiKey: KEY }, `${GEN}/v1/chat/completions`, { authorization: `Bearer ${KEY}` }],
  ['a proxy', { provider: pollinations(PROXY) }, `${PROXY}/v1/chat/completions`, {}],
]
test.each(hosts)(
  '%s: a chat is a POST of JSON with the default model and the messages',
  async (_name, options, url, headers) => {
    const got = await sent(user, options)
    expect(got).toEqual({
      url,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: { model: 'openai', messages: user },
    })
  },
)

const search = { type: 'google_search' }
const weather = { type: 'function', function: { name: 'weather', parameters: { type: 'object' } } } as const
const schema = { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object' } } } as const
const options: [option: keyof ChatOptions, value: unknown, body: Record<string, unknown>][] = [
  ['model', 'mistral', { model: 'mistral' }],
  ['seed', 0, { seed: 0 }],
  ['temperature', 0, { temperature: 0 }],
  ['topP', 0.5, { top_p: 0.5 }],
  ['maxTokens', 10, { max_tokens: 10 }],
  ['presencePenalty', 0, { presence_penalty: 0 }],
  ['frequencyPenalty', -2, { frequency_penalty: -2 }],
  ['stop', ['a', 'b', 'c', 'd'], { stop: ['a', 'b', 'c', 'd'] }],
  ['stop', 'END', { stop: 'END' }],
  ['reasoningEffort', 'high', { reasoning_effort: 'high' }],
  ['json', true, { response_format: { type: 'json_object' } }],
  ['json', false, {}],
  ['tools', [weather, search], { tools: [weather, search] }],
  ['toolChoice', 'auto', { tool_choice: 'auto' }],
  ['toolChoice', 'none', { tool_choice: 'none' }],
  ['toolChoice', 'required', { tool_choice: 'required' }],
  ['toolChoice', { name: 'weather' }, { tool_choice: { type: 'function', function: { name: 'weather' } } }],
  ['parallelToolCalls', false, { parallel_tool_calls: false }],
  ['parallelToolCalls', true, { parallel_tool_calls: true }],
  ['responseFormat', { type: 'text' }, { response_format: { type: 'text' } }],
  ['responseFormat', schema, { response_format: schema }],
  ['modalities', ['text', 'audio'], { modalities: ['text', 'audio'] }],
  ['audio', { voice: 'alloy', format: 'wav' }, { audio: { voice: 'alloy', format: 'wav' } }],
  [
    'body',
    { repetition_penalty: 1.1, web_search_options: { search_context_size: 'low' } },
    { repetition_penalty: 1.1, web_search_options: { search_context_size: 'low' } },
  ],
]
test.each(
  hosts.flatMap(([name, call]) => options.map(([option, value, body]) => ({ name, call, option, value, body }))),
)('$name: $option $value is $body on the wire', async ({ call, option, value, body }) => {
  const got = await sent(user, { ...call, [option]: value })
  expect(got.body).toEqual({ model: 'openai', messages: user, ...body })
})

test('responseFormat wins over json', async () => {
  expect((await sent(user, { json: true, responseFormat: schema })).body.response_format).toEqual(schema)
})

test('body is merged last, over everything', async () => {
  const { body } = await sent(user, {
    model: 'openai',
    seed: 1,
    json: true,
    body: { model: 'mistral', seed: 2, response_format: { type: 'text' }, private: false },
  })
  expect(body).toEqual({ model: 'mistral', messages: user, seed: 2, response_format: { type: 'text' }, private: false })
})

test('what a host does not know is left out and told', async () => {
  const given = { private: true, safe: 'violence', referrer: 'my app' }
  for (const [name, call] of hosts) {
    const { events, onEvent } = listen()
    const { url, body } = await sent(user, { ...call, ...given, onEvent })
    const classic = name.startsWith('classic')
    expect(
      only(events, 'ignored')
        .map(({ option }) => option)
        .sort(),
    ).toEqual(classic ? ['safe'] : ['private', 'referrer'])
    expect(body).toEqual({ model: 'openai', messages: user, ...(classic ? { private: true } : { safe: 'violence' }) })
    expect(new URL(url ?? '').search).toBe(classic ? '?referrer=my%20app' : '')
  }
})

test("seed: 'random' is drawn once for a call, without a seed none is sent", async () => {
  const seeds = new Set<number>()
  for (const [, call] of hosts) {
    const { body } = await sent(user, { ...call, seed: 'random' })
    expect(Number.isInteger(body.seed) && body.seed >= 0 && body.seed <= 2147483647).toBe(true)
    seeds.add(body.seed)
    expect((await sent(user, call)).body).not.toHaveProperty('seed')
  }
  expect(seeds.size).toBeGreaterThan(1)
})

test('messages of every role go out as they are', async () => {
  const messages: Message[] = [
    { role: 'system', content: 'Be brief' },
    { role: 'developer', content: 'Really' },
    { role: 'user', content: [{ type: 'text', text: 'Weather in Köln? 🌦' }], name: 'ada' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Köln"}' } }],
    },
    { role: 'tool', content: '{"rain":true}', tool_call_id: 'c1' },
    { role: 'assistant', content: '' },
    { role: 'user', content: '' },
  ]
  expect((await sent(messages)).body.messages).toEqual(messages)
})

// ---- Blobs

const png = new Blob([Uint8Array.of(137, 80, 78, 71)], { type: 'image/png' })
const sound = (type: string) => new Blob([Uint8Array.of(1, 2, 3)], { type })

test('Blobs become data URLs, audio plain base64 with its format', async () => {
  const parts = [
    { type: 'image_url', image_url: { url: png, detail: 'low' } },
    { type: 'image_url', image_url: { url: 'https://a.b/c.png' } },
    { type: 'video_url', video_url: { url: new Blob(['mp4'], { type: 'video/mp4' }) } },
    { type: 'file', file: { file_data: new File(['pdf'], 'a.pdf', { type: 'application/pdf' }), file_name: 'a.pdf' } },
    { type: 'input_audio', input_audio: { data: sound('audio/wav'), format: 'wav' } },
    { type: 'input_audio', input_audio: { data: 'AQID', format: 'mp3' } },
  ] as const
  const { body } = await sent([{ role: 'user', content: parts }])
  expect(body.messages[0].content).toEqual([
    { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw==', detail: 'low' } },
    { type: 'image_url', image_url: { url: 'https://a.b/c.png' } },
    { type: 'video_url', video_url: { url: 'data:video/mp4;base64,bXA0' } },
    { type: 'file', file: { file_data: 'data:application/pdf;base64,cGRm', file_name: 'a.pdf' } },
    { type: 'input_audio', input_audio: { data: 'AQID', format: 'wav' } },
    { type: 'input_audio', input_audio: { data: 'AQID', format: 'mp3' } },
  ])
})

test.each([
  ['audio/wav', 'wav'],
  ['audio/x-wav', 'wav'],
  ['audio/mpeg', 'mp3'],
  ['audio/mp3', 'mp3'],
  ['audio/flac', 'flac'],
  ['audio/ogg; codecs=opus', 'ogg'],
])('the format of a sound is known by its type: %s is %s', async (type, format) => {
  const { body } = await sent([
    { role: 'user', content: [{ type: 'input_audio', input_audio: { data: sound(type) } }] },
  ])
  expect(body.messages[0].content[0].input_audio).toEqual({ data: 'AQID', format })
})

test('messages and options are not changed, and may be frozen', async () => {
  const part = Object.freeze({ type: 'image_url' as const, image_url: Object.freeze({ url: png }) })
  const messages = Object.freeze([Object.freeze({ role: 'user' as const, content: Object.freeze([part]) })])
  await sent(
    messages,
    Object.freeze({ seed: 'random' as const, tools: Object.freeze([weather]), body: Object.freeze({ x: 1 }) }),
  )
  expect(part.image_url.url).toBe(png)
  expect(messages[0]?.content[0]).toBe(part)
})

test('the body of each try is the same, Blobs are read once', async () => {
  const fetch = stub(new Response('no', { status: 503 }), chatReply())
  await chat([{ role: 'user', content: [{ type: 'image_url', image_url: { url: png } }] }], {
    fetch,
    retryDelay: () => 0,
  })
  expect(fetch.asked[1]?.body).toBe(fetch.asked[0]?.body)
})

test('a request over 20 MB is refused before it is sent', async () => {
  const fetch = stub(chatReply())
  const error = await failureOf(chat([{ role: 'user', content: 'x'.repeat(21 * 1024 * 1024) }], { fetch }))
  expect([error.name, fetch.asked.length]).toEqual(['ValidationError', 0])
})
