import { inspect } from 'node:util'
import fc from 'fast-check'
import { inReads, respond } from './answers.ts'
import { fuzz, settle } from './fuzz.ts'
import { KEY, WAYS } from './routes.ts'

/** The key in one of the ways in which JSON may write it. */
const escaped = (letters: readonly boolean[]): string =>
  [...KEY]
    .map((letter, at) => (letters[at % letters.length] ? `\\u00${letter.charCodeAt(0).toString(16)}` : letter))
    .join('')
const BODIES: readonly string[] = [
  'Your key KEY is bad',
  '{"error":{"message":"Your key KEY is bad","code":"KEY"}}',
  '{"error":"KEY","status":401}',
  '{"message":"{\\"error\\":\\"KEY\\"}"}',
  '{"KEY":"KEY"}',
  '<html><title>KEY</title>KEY</html>',
  '{"model":"KEY","choices":[{"message":{"role":"assistant","content":"KEY","reasoning":"KEY"},"finish_reason":"KEY"}]}',
  '{"choices":[{"message":{"tool_calls":[{"id":"KEY","function":{"name":"KEY","arguments":"{\\"a\\":\\"KEY\\"}"}}]},"finish_reason":"tool_calls"}]}',
  'data: {"model":"KEY","choices":[{"delta":{"content":"KEY","reasoning":"KEY"}}]}\n\ndata: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
  'data: {"choices":[{"delta":{"content":"so far KEY"}}]}\n\ndata: {"error":"KEY is bad"}\n\n',
  'data: {"choices":[{"delta":{"content":"so far KEY"}}]}\n\ndata: {KEY\n\n',
  'event: error\ndata: KEY\n\n',
  'data: {"choices":[{"delta":{"content":"{\\"a\\":\\"KEY\\"}"}}]}\n\ndata: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n',
  '{"data":[{"url":"KEY"}]}',
  '{"data":[{"b64_json":"KEY"}]}',
  '{"text":"KEY","language":"KEY","segments":[{"start":0,"end":1,"text":"KEY"}]}',
  '{"id":"KEY","url":"https://a.example/KEY","contentType":"KEY"}',
  '{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1]}],"model":"KEY"}',
  '[{"name":"KEY","aliases":["KEY"],"description":"KEY","voices":["KEY"]}]',
  '',
]
const TYPES = ['application/json', 'text/event-stream', 'text/plain', 'text/html', 'image/KEY', 'KEY']

/** @param plain - The key stands in the body as it is: what a model writes in escapes of its own is not what it was sent. */
const answerOf = (plain: boolean) =>
  fc
    .record({
      body: fc.constantFrom(...BODIES),
      type: fc.constantFrom(...TYPES),
      status: fc.constantFrom(200, 200, 200, 200, 400, 401, 402, 403, 404, 429, 500),
      letters: fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
      headers: fc.subarray([
        'x-request-id',
        'x-error-message',
        'x-model-used',
        'x-error-type',
        'x-cache',
        'retry-after',
      ]),
      dies: fc.boolean(),
    })
    .chain(({ body, type, status, letters, headers, dies }) =>
      inReads(
        new TextEncoder().encode(
          body.replaceAll('KEY', !plain && /^\s*[{[]|data: \{/.test(body) ? escaped(letters) : KEY),
        ),
      ).map((reads) => ({
        status,
        dies: dies && status % 2 === 0,
        body: reads,
        headers: {
          'content-type': type.replace('KEY', KEY),
          ...Object.fromEntries(headers.map((name) => [name, `x ${KEY}`])),
        },
      })),
    )

/** All that somebody could print of a value. */
function shown(value: unknown): string {
  const parts = [
    inspect(value, { depth: 20, showHidden: true, maxStringLength: null }),
    `${(value as Error)?.stack ?? ''}`,
  ]
  try {
    parts.push(JSON.stringify(value), String(value))
  } catch {}
  return parts.join('\n')
}

// The anonymous hosts and Flux workers are never sent a key.
for (const { name, run } of WAYS.filter(({ name }) => !/classic|Flux/.test(name))) {
  fuzz(
    `${name}: the key stands in nothing that can be seen, whatever an answer says of it`,
    100,
    fc.asyncProperty(answerOf(/Object/.test(name)), fc.boolean(), async (given, breaks) => {
      const events: unknown[] = []
      const fetch = async () => {
        if (breaks && given.dies) throw Object.assign(new TypeError(`no ${KEY}`), { cause: { headers: [KEY] } })
        return respond(given)
      }
      const options = { fetch, maxRetries: 1, retryDelay: () => 0, maxRetryAfter: 0 }
      const { value, error } = await settle(run({ ...options, onEvent: (event) => void events.push(event) }))
      for (const seen of [value, error, ...events]) {
        if (shown(seen).includes(KEY)) throw new Error(`It shows the key: ${inspect(seen, { depth: 8 })}`)
      }
    }),
  )
}
