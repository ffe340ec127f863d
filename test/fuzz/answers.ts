import fc from 'fast-check'
import { anyJson, spoilt } from './json.ts'

/** What the error of a connection that dies says. */
export const DEATH = 'terminated'

/** An answer as plain data, so that it can be printed and made again for each try. */
export interface Random {
  status: number
  headers: Record<string, string>
  /** The reads of the body; null: there is none. */
  body: readonly Uint8Array[] | null
  /** The connection dies behind it. */
  dies: boolean
}

const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7, prompt_tokens_details: { cached_tokens: 1 } }
const call = { id: 'c1', index: 0, type: 'function', function: { name: 'time', arguments: '{}' } }
/** What the services say when all is well, and their errors. */
const GOOD: readonly unknown[] = [
  {
    model: 'openai',
    choices: [
      {
        message: {
          role: 'assistant',
          content: 'Hi',
          reasoning_content: 'hm',
          reasoning_details: [{ text: 'hm' }],
          tool_calls: [call],
          audio: { data: 'UklGRg==', transcript: 'Hi' },
        },
        finish_reason: 'tool_calls',
      },
    ],
    usage,
    citations: ['https://a.example'],
  },
  { role: 'assistant', content: [{ type: 'text', text: '{"a":"b"}' }] },
  {
    model: 'openai',
    choices: [{ message: { role: 'assistant', content: '{"a":"b"}' }, finish_reason: 'stop' }],
    usage,
  },
  { data: [{ b64_json: 'iVBORw0KGgo=' }] },
  { data: [{ url: 'https://a.example/b.png' }] },
  {
    data: [
      { index: 0, embedding: 'AACAPw==' },
      { index: 1, embedding: [1, 0.5] },
    ],
    model: 'openai-3-small',
    usage,
  },
  { text: 'Hi', language: 'en', duration: 1.5, segments: [{ start: 0, end: 1, text: 'Hi' }] },
  { id: 'abc', url: 'https://media.example/abc', contentType: 'image/png', size: 3, duplicate: false },
  [{ name: 'flux', aliases: ['f'], description: 'x', voices: ['nova'], input_modalities: ['text'] }],
  { object: 'list', data: [{ id: 'openai', object: 'model' }] },
  {
    success: false,
    status: 400,
    error: { code: 'BAD_REQUEST', message: 'bad', details: { fieldErrors: { a: ['b'] } } },
  },
  { error: 'Too Many Requests', retryAfterSeconds: 2, message: 'queue full', x402Version: 1, deprecation_notice: 'x' },
  { status: 'pending' },
]
const delta = { model: 'openai', choices: [{ delta: { content: 'Hi', reasoning: 'hm', tool_calls: [call] } }], usage }
const end = { choices: [{ delta: {}, finish_reason: 'stop' }] }

const encoder = new TextEncoder()
const json = fc.oneof(
  { arbitrary: fc.constantFrom(...GOOD).chain((good) => fc.oneof(fc.constant(good), spoilt(good))), weight: 4 },
  { arbitrary: anyJson, weight: 1 },
)
const jsonText = json.map((value) => JSON.stringify(value) ?? 'null')
const events = fc
  .array(fc.oneof(fc.constantFrom<unknown>(delta, end), spoilt(delta), spoilt(end), anyJson), { maxLength: 5 })
  .chain((chunks) =>
    fc
      .array(fc.constantFrom('', ': hm\n\n', 'data: [DONE]\n\n', 'event: error\n', 'data: {\n\n', 'data: ping\n\n'), {
        minLength: chunks.length + 1,
        maxLength: chunks.length + 1,
      })
      .map(
        (between) =>
          chunks.map((chunk, at) => `${between[at]}data: ${JSON.stringify(chunk)}\n\n`).join('') + between.at(-1),
      ),
  )
/** Deeper than what JSON.stringify can write. */
const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`
const texts = fc.oneof(
  { arbitrary: jsonText, weight: 4 },
  { arbitrary: events, weight: 3 },
  { arbitrary: jsonText.map((text) => `\`\`\`json\n${text}\n\`\`\``), weight: 1 },
  {
    arbitrary: fc.constantFrom(
      '',
      ' \n',
      'null',
      '<html><head><title>502 Bad Gateway</title></head></html>',
      '<!doctype html><h1>Just a moment...',
      'error code: 1033',
      '⚠️ **IMPORTANT NOTICE** ⚠️ see https://enter.pollinations.ai',
      'Response format not recognized',
      'data: [DONE]\n\n',
      '['.repeat(5000),
      `{"error":${deep},"message":${deep}}`,
      `{"choices":[{"message":{"content":"x","tool_calls":[{"id":"1","function":{"name":"a","arguments":${deep}}}]}}]}`,
      `{"error":${'{"error":'.repeat(500)}1${'}'.repeat(501)}`,
    ),
    weight: 1,
  },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 300 }), weight: 1 },
)
const PICTURES = ['iVBORw0KGgo=', '/9j/4AA=', 'UklGRgAAAABXQVZFZm10', 'SUQzBAA=', 'AAAAGGZ0eXBtcDQy'].map((text) =>
  Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)),
)
const bytes = fc.oneof(
  { arbitrary: texts.map((text) => encoder.encode(text)), weight: 6 },
  { arbitrary: fc.constantFrom(...PICTURES), weight: 1 },
  { arbitrary: fc.uint8Array({ maxLength: 600 }), weight: 1 },
)

/** Bytes in reads that are cut anywhere, empty ones among them. */
export const inReads = (whole: Uint8Array): fc.Arbitrary<readonly Uint8Array[]> =>
  fc.oneof(
    fc.constant([whole]),
    fc.array(fc.nat(whole.length), { maxLength: 8 }).map((cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), whole.length]
      return at.slice(1).map((to, index) => whole.slice(at[index], to))
    }),
  )

const TYPES = [
  'application/json',
  'text/event-stream; charset=utf-8',
  'text/plain; charset=utf-8',
  'text/html',
  'image/png',
  'image/jpeg',
  'audio/mpeg',
  'video/mp4',
  'application/octet-stream',
  'nonsense',
  '',
]
const header = (...values: string[]) => fc.constantFrom(...values)
const headers = fc.record(
  {
    'content-type': header(...TYPES),
    'retry-after': header('0', '0.01', 'x', '-1', '', 'Wed, 21 Oct 2015 07:28:00 GMT', '99999999999'),
    'cache-control': header('private, no-store', 'public'),
    'x-request-id': fc.string({ minLength: 1, maxLength: 10 }).map(encodeURIComponent),
    'x-error-type': header('rate_limit', 'x'),
    'x-error-status': header('429', '500', '200', 'x', '-1', '1e9', '99'),
    'x-error-message': header('', 'no', '{"error":{"toString":1}}', '{"message":{}}'),
    'x-rate-limited': header('true'),
    'x-cache': header('HIT', 'MISS'),
    'x-model-used': header('flux', ''),
    'payment-required': header('x402'),
    'content-length': header('0', '12', 'x', '-1', '1e999'),
  },
  { requiredKeys: ['content-type'] },
)
const status = fc.oneof(
  { arbitrary: fc.constant(200), weight: 6 },
  {
    arbitrary: fc.constantFrom(202, 204, 205, 301, 304, 400, 401, 402, 403, 404, 405, 429, 500, 502, 503, 522, 599),
    weight: 4,
  },
  { arbitrary: fc.integer({ min: 200, max: 599 }), weight: 1 },
)

/** Any answer that a service, or something in its place, could give. */
export const anyAnswer: fc.Arbitrary<Random> = fc.record({
  status,
  headers: headers.map((given) => {
    const { 'content-type': type, ...rest } = given
    return { ...rest, ...(type && { 'content-type': type }) }
  }),
  body: fc.oneof({ arbitrary: bytes.chain(inReads), weight: 9 }, { arbitrary: fc.constant(null), weight: 1 }),
  dies: fc.oneof({ arbitrary: fc.constant(false), weight: 5 }, { arbitrary: fc.constant(true), weight: 1 }),
})

/** The answer as `fetch` gives it. */
export function respond({ status, headers, body, dies }: Random): Response {
  if (!body || [204, 205, 304].includes(status)) return new Response(null, { status, headers })
  const reads = [...body]
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const read = reads.shift()
        if (read) controller.enqueue(read.slice())
        else if (dies) controller.error(new TypeError(DEATH))
        else controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(stream, { status, headers })
}
