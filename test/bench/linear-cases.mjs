// What a service can make long, and a call that reads it. A case is `(n) => run`: it makes the input of size n, which is not
// measured, and gives what reads it. `n` beside it is the size to be measured: about as much as a service can send.
import { pathToFileURL } from 'node:url'
import { path } from './measure.mjs'

const load = (file) => import(pathToFileURL(path(`dist/${file}`)).href)
const sdk = await load('index.js')
const { save } = await load('save.js')

const apiKey = 'sk_0123456789abcdefXYZ'
const gen = { apiKey, maxRetries: 0 }
const classic = { provider: sdk.pollinationsClassic(), maxRetries: 0, reasoningEffort: 'low' }
const messages = [{ role: 'user', content: 'Hello' }]
const utf8 = new TextEncoder()
const ignore = () => {}

// ---- answers

const event = (value) => `data: ${JSON.stringify(value)}\n\n`
const delta = (delta, finish_reason = null) =>
  event({ id: 'c', model: 'm', choices: [{ index: 0, delta, finish_reason }] })
const DONE = 'data: [DONE]\n\n'
const SSE = { 'content-type': 'text/event-stream; charset=utf-8' }
const JSON_TYPE = { 'content-type': 'application/json' }

/** A `fetch` that answers with these reads each time. */
function answering(reads, headers, status = 200) {
  const bytes = reads.map((read) => utf8.encode(read))
  return async () => {
    let next = 0
    const pull = (controller) => (next < bytes.length ? controller.enqueue(bytes[next++]) : controller.close())
    return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }), { status, headers })
  }
}
const stream = (...reads) => answering([...reads, DONE], SSE)
const whole = (value) => answering([typeof value === 'string' ? value : JSON.stringify(value)], JSON_TYPE)
const refusal = (text, type = 'text/plain') => answering([text], { 'content-type': type }, 400)
const message = (message, finish_reason = 'stop') => ({ choices: [{ message, finish_reason }] })
const times = (n, make) => Array.from({ length: n }, (_, at) => make(at))
const inPieces = (text) => (text.match(/[\s\S]{1,4}/g) ?? []).map((content) => delta({ content }))

// ---- ways to read

const readChat =
  (fetch, options = gen) =>
  () =>
    sdk.streamChat(messages, { ...options, fetch }).result()
const failChat =
  (fetch, options = gen) =>
  () =>
    sdk.chat(messages, { ...options, fetch }).catch(ignore)
const failText =
  (fetch, options = classic) =>
  () =>
    sdk.generateText('a b', { ...options, fetch }).catch(ignore)
const failRead = (fetch) => () => readChat(fetch)().catch(ignore)
const readPartials = (fetch) => async () => {
  for await (const _ of sdk.streamChat(messages, { ...gen, fetch }).events());
}
const readEach = (fetch) => async () => {
  const stream = sdk.streamChat(messages, { ...gen, fetch })
  let longest = 0
  for await (const _ of stream.events()) {
    const { text, reasoning = '' } = stream.partial
    longest = Math.max(longest, text.length, reasoning.length)
  }
  if (!longest) throw new Error('There was nothing in partial')
}
const readObjects = (fetch) => async () => {
  try {
    for await (const _ of sdk.streamObject('x', { ...gen, schema: {}, fetch }));
  } catch (error) {
    if (!sdk.isBlossomError(error)) throw error
  }
}
const makeObject = (fetch) => () => sdk.generateObject('x', { ...gen, schema: {}, fetch }).catch(ignore)

// ---- what is read

const call = (index, args = '{}') => ({ index, id: `c${index}`, function: { name: 't', arguments: args } })
const calls = (n, args) => times(n, (at) => call(at, args))
const CALLED = delta({}, 'tool_calls')
const STOP = delta({}, 'stop')

function errorTexts() {
  const pieces = {
    'authenticated users': 'authenticated users ',
    'links of Markdown': '[a](https://',
    'links with a query': '[a](https://a.example?',
    'empty links': '[](https:?',
    'square brackets': '[',
    'angle brackets': '<',
    titles: '<title>',
    'control letters': '\u0001\u0007',
    blanks: ' ',
    'line ends': '\n',
    escapes: '\\u0073',
    'nested errors': '{"error":',
    'key prefixes': 'sk_0123456789abcdef ',
    deprecation: 'deprecation ',
    tier: 'tier ',
  }
  const all = {}
  for (const [name, piece] of Object.entries(pieces)) {
    const text = (n) => piece.repeat(Math.ceil(n / piece.length))
    // As a text that comes in one read, as a page, and as the message of a 200.
    all[`an error of ${name}`] = {
      n: 400_000,
      make: (n) => {
        const [plain, page, good] = [refusal(text(n)), refusal(text(n), 'text/html'), whole({ error: text(n) })]
        return async () => {
          for (const fetch of [plain, page, good]) {
            await failText(fetch)()
            await failChat(fetch)()
          }
        }
      },
    }
  }
  return all
}

/** By name. @type {Record<string, { n: number, make: (n: number) => () => unknown }>} */
export const cases = {
  ...errorTexts(),
  'error: fieldErrors that is a text': {
    n: 800_000,
    make: (n) => failChat(whole({ error: { message: 'x', details: { fieldErrors: 'x'.repeat(n) } } })),
  },
  'error: fieldErrors of many names': {
    n: 100_000,
    make: (n) => {
      const fieldErrors = Object.fromEntries(times(n, (at) => [`name${at}`, ['no']]))
      return failChat(whole({ error: { message: 'x', details: { fieldErrors } } }))
    },
  },
  'error: deep JSON': { n: 160_000, make: (n) => failChat(whole(`{"error":${'['.repeat(n)}${']'.repeat(n)}}`)) },
  'error: a model of a long name': {
    n: 128_000,
    make: (n) => () =>
      sdk.chat(messages, { ...gen, model: 'x'.repeat(n), fetch: refusal('no such model') }).catch(ignore),
  },
  'Cache-Control of letters': {
    n: 64_000,
    make: (n) => failChat(answering(['{}'], { ...JSON_TYPE, 'cache-control': 'x'.repeat(n) })),
  },
  'Cache-Control of "private"': {
    n: 64_000,
    make: (n) => failChat(answering(['{}'], { ...JSON_TYPE, 'cache-control': 'private, '.repeat(n / 9) })),
  },

  'SSE: one event of many data lines': {
    n: 64_000,
    make: (n) => failRead(stream(`data: {"a":[1\n${'data:,1\n'.repeat(n)}data: ]}\n\n`, STOP)),
  },
  'SSE: one event of many empty data lines': {
    n: 128_000,
    make: (n) => failRead(stream(`data: {"a":[1\n${'data:\n'.repeat(n)}data: ]}\n\n`, STOP)),
  },
  'SSE: many data lines in many reads': {
    n: 32_000,
    make: (n) => failRead(stream('data: {"a":[1\n', ...times(n, () => 'data:,1\n'), 'data: ]}\n\n', STOP)),
  },
  'SSE: small events, each a read': {
    n: 32_000,
    make: (n) => readChat(stream(...times(n, () => delta({ content: 'word ' })), STOP)),
  },
  'SSE: one line in reads of a byte': {
    n: 160_000,
    make: (n) => readChat(stream(...delta({ content: 'x'.repeat(n) }), STOP)),
  },
  'SSE: comments': { n: 1_600_000, make: (n) => readChat(stream(': hi\n'.repeat(n / 5), STOP)) },
  'SSE: blank lines': { n: 1_600_000, make: (n) => readChat(stream('\n'.repeat(n), STOP)) },
  'SSE: carriage returns': { n: 800_000, make: (n) => readChat(stream('\r'.repeat(n), STOP)) },
  'SSE: event names': { n: 200_000, make: (n) => failRead(stream('event: error\n'.repeat(n), STOP)) },

  'tool calls in one delta': { n: 32_000, make: (n) => readChat(stream(delta({ tool_calls: calls(n) }), CALLED)) },
  'tool calls, each in a delta': {
    n: 32_000,
    make: (n) => readChat(stream(...calls(n).map((each) => delta({ tool_calls: [each] })), CALLED)),
  },
  'tool calls in a whole answer': {
    n: 64_000,
    make: (n) => {
      const fetch = whole(message({ tool_calls: calls(n) }, 'tool_calls'))
      return () => sdk.chat(messages, { ...gen, fetch })
    },
  },
  'tool calls side by side, none finished': {
    n: 32_000,
    make: (n) => readChat(stream(delta({ tool_calls: calls(n, '{') }), CALLED)),
  },
  'tool calls side by side, in two rounds': {
    n: 16_000,
    make: (n) => {
      const rounds = ['{"a":', '1}'].map((args) => delta({ tool_calls: calls(n, args) }))
      return readChat(stream(...rounds, CALLED))
    },
  },
  'arguments in pieces, the name in each': {
    n: 32_000,
    make: (n) => {
      const pieces = times(n, () => delta({ tool_calls: [call(0, 'xyz ')] }))
      return readChat(stream(delta({ tool_calls: [call(0, '{"a":"')] }), ...pieces, CALLED))
    },
  },
  'arguments in pieces that end with }, the name in each': {
    n: 32_000,
    make: (n) => {
      const pieces = times(n, () => delta({ tool_calls: [call(0, 'xyz}')] }))
      return readChat(stream(delta({ tool_calls: [call(0, '{"a":"')] }), ...pieces, CALLED))
    },
  },
  'arguments in pieces by index': {
    n: 64_000,
    make: (n) => {
      const pieces = times(n, () => delta({ tool_calls: [{ index: 0, function: { arguments: 'xyz ' } }] }))
      return readChat(stream(delta({ tool_calls: [call(0, '{"a":"')] }), ...pieces, CALLED))
    },
  },
  'runTools: calls in one answer': {
    n: 8000,
    make: (n) => {
      const [first, last] = [
        whole(message({ tool_calls: calls(n) }, 'tool_calls')),
        whole(message({ content: 'Done.' })),
      ]
      const tools = { t: { parameters: { type: 'object', properties: {} }, execute: () => 1 } }
      return () => {
        let asked = 0
        return sdk.runTools(messages, { ...gen, tools, fetch: () => (asked++ ? last() : first()) })
      }
    },
  },

  'a first text that is held, then reasoning in many reads': {
    n: 64_000,
    make: (n) => {
      const headers = { ...SSE, 'cache-control': 'private, no-store' }
      const reads = [delta({ content: 'x' }), ...times(n, () => delta({ reasoning: 't' })), STOP, DONE]
      return readChat(answering(reads, headers))
    },
  },
  'the beginning of the classic notice, then reasoning in many reads': {
    n: 64_000,
    make: (n) => {
      const fetch = stream(delta({ content: '⚠️ **IMPORTANT' }), ...times(n, () => delta({ reasoning: 't' })), STOP)
      return readChat(fetch, { provider: sdk.pollinationsClassic(), maxRetries: 0 })
    },
  },
  'reasoning in many pieces, then text': {
    n: 64_000,
    make: (n) => readChat(stream(...times(n, () => delta({ reasoning: 't' })), delta({ content: 'x' }), STOP)),
  },
  'reasoning_details of many parts': {
    n: 160_000,
    make: (n) => readChat(stream(delta({ reasoning_details: times(n, (index) => ({ index, text: 't' })) }), STOP)),
  },
  'partial at each piece of text': {
    n: 32_000,
    make: (n) => readEach(stream(...times(n, () => delta({ content: 'a word or two ' })), STOP)),
  },
  'partial at each piece of reasoning': {
    n: 32_000,
    make: (n) => readEach(stream(...times(n, () => delta({ reasoning: 'a word or two ' })), STOP)),
  },
  'text of beginnings of the key': {
    n: 32_000,
    make: (n) => readPartials(stream(...times(n, () => delta({ content: apiKey.slice(0, 12) })), STOP)),
  },
  'text in one long piece': {
    n: 8_000_000,
    make: (n) => readChat(stream(delta({ content: 'a word or two '.repeat(n / 14) }), STOP)),
  },
  'next() called n times at once': {
    n: 80_000,
    make: (n) => {
      const fetch = stream(...times(100, () => delta({ content: 'x' })), STOP)
      return () => {
        const iterator = sdk.streamChat(messages, { ...gen, fetch })[Symbol.asyncIterator]()
        return Promise.all(times(n, () => iterator.next()))
      }
    },
  },

  'streamObject: small items, each piece a read': {
    n: 80_000,
    make: (n) => readObjects(stream(...inPieces(JSON.stringify(times(n / 20, (id) => ({ id, n: 'abc' })))), STOP)),
  },
  'streamObject: small items, all in one read': {
    n: 80_000,
    make: (n) =>
      readObjects(stream(inPieces(JSON.stringify(times(n / 20, (id) => ({ id, n: 'abc' })))).join(''), STOP)),
  },
  'streamObject: one long string': {
    n: 80_000,
    make: (n) => readObjects(stream(...inPieces(`{"a":"${'word '.repeat(n / 5)}"}`), STOP)),
  },
  'streamObject: words without JSON': {
    n: 160_000,
    make: (n) => readObjects(stream(...inPieces('word '.repeat(n / 5)), STOP)),
  },
  'streamObject: blanks': { n: 80_000, make: (n) => readObjects(stream(...inPieces(' '.repeat(n)), STOP)) },
  'streamObject: blanks inside': {
    n: 80_000,
    make: (n) => readObjects(stream(...inPieces(`{"a":1,${' '.repeat(n)}"b":2}`), STOP)),
  },
  'streamObject: a fence that does not begin': {
    n: 80_000,
    make: (n) => readObjects(stream(...inPieces('`'.repeat(n)), STOP)),
  },
  'streamObject: [1, many deep, in one piece': {
    n: 160_000,
    make: (n) => readObjects(stream(delta({ content: '[1,'.repeat(n) }), STOP)),
  },
  'streamObject: {"a": many deep, in one piece': {
    n: 160_000,
    make: (n) => readObjects(stream(delta({ content: '{"a":'.repeat(n) }), STOP)),
  },
  'generateObject: a fence with deep JSON': {
    n: 160_000,
    make: (n) => makeObject(whole(message({ content: `\`\`\`json\n${'[1,'.repeat(n)}1${']'.repeat(n)}\n\`\`\`` }))),
  },
  'generateObject: words, then deep JSON without an end': {
    n: 160_000,
    make: (n) => makeObject(whole(message({ content: `Here: ${'{"a":['.repeat(n)}` }))),
  },
  'generateObject: a fence with escapes': {
    n: 1_600_000,
    make: (n) => makeObject(whole(message({ content: `\`\`\`json\n{"a":"${'\\n'.repeat(n / 2)}"}\n\`\`\`` }))),
  },
  'generateObject: many fences': {
    n: 640_000,
    make: (n) => makeObject(whole(message({ content: '```json\n'.repeat(n / 8) }))),
  },

  'editImage: an image as base64': {
    n: 8_000_000,
    make: (n) => {
      const fetch = whole({ data: [{ b64_json: pictureOf(n) }] })
      return () => sdk.editImage('x', { ...gen, image: new Blob(['x']), fetch })
    },
  },
  'generateImage: an image as base64': {
    n: 8_000_000,
    make: (n) => {
      const fetch = whole({ data: [{ b64_json: pictureOf(n) }] })
      return () => sdk.generateImage('100 % fox', { ...gen, fetch })
    },
  },
  'chat: sound in many pieces': {
    n: 32_000,
    make: (n) => {
      const sound = Buffer.alloc(64, 7).toString('base64')
      const pieces = times(n, () => delta({ audio: { data: sound } }))
      return readChat(stream(...pieces, STOP), { ...gen, audio: { voice: 'alloy', format: 'pcm16' } })
    },
  },
  'embed: indexes that jump': {
    n: 128_000,
    make: (n) => {
      const data = times(n, (at) => ({ index: at % 2 ? at : n - 1 - at, embedding: [1] }))
      return () =>
        sdk
          .embed(
            times(n, () => 'x'),
            { ...gen, fetch: whole({ data }) },
          )
          .catch(ignore)
    },
  },
  'listModels: many models': {
    n: 80_000,
    make: (n) => {
      const fetch = whole(times(n, (at) => ({ name: `model${at}`, type: 'chat' })))
      return () => sdk.listModels('text', { maxRetries: 0, fetch })
    },
  },

  'save: a name of letters and a slash': {
    n: 320_000,
    make: (n) => () => save(new Blob(['x']), `${'x'.repeat(n)}/`).catch(ignore),
  },
  'save: a name of slashes': {
    n: 320_000,
    make: (n) => () => save(new Blob(['x']), `${'/'.repeat(n)}\0`).catch(ignore),
  },
  'pollinations: a base with slashes at its end': {
    n: 640_000,
    make: (n) => () => attempt(() => sdk.pollinations(`https://own.example${'/'.repeat(n)}`)),
  },
  'pollinations: a base with slashes inside': {
    n: 640_000,
    make: (n) => () => attempt(() => sdk.pollinations(`https://own.example${'/'.repeat(n)}x`)),
  },
  'imageUrl: a prompt of signs': {
    n: 200_000,
    make: (n) => () => attempt(() => sdk.imageUrl('%?#/ '.repeat(n / 5))),
  },
  'limiter: a queue that is served': {
    n: 40_000,
    make: (n) => async () => {
      const limiter = sdk.createLimiter({ concurrency: 1 })
      await Promise.all(times(n, () => limiter.acquire().then((free) => free())))
    },
  },
  'limiter: a queue that is left, the last first': {
    n: 40_000,
    make: leaveQueue((controllers) => controllers.reverse()),
  },
  'limiter: a queue that is left, the first first': { n: 40_000, make: leaveQueue((controllers) => controllers) },
  'mapConcurrent: many items': {
    n: 160_000,
    make: (n) => () =>
      sdk.mapConcurrent(
        times(n, (at) => at),
        (at) => at,
      ),
  },
  'a chat of many messages': {
    n: 40_000,
    make: (n) => {
      const many = times(n, () => messages[0])
      const fetch = whole(message({ content: 'Hi' }))
      return () => sdk.chat(many, { ...gen, fetch })
    },
  },
}

function leaveQueue(order) {
  return (n) => async () => {
    const limiter = sdk.createLimiter({ concurrency: 1 })
    const free = await limiter.acquire()
    const controllers = times(n, () => new AbortController())
    const waiting = controllers.map(({ signal }) => limiter.acquire(signal).catch(ignore))
    for (const controller of order(controllers)) controller.abort('enough')
    await Promise.all(waiting)
    free()
  }
}

function pictureOf(n) {
  const bytes = Buffer.alloc(n, 7)
  bytes.set([0x89, 0x50, 0x4e, 0x47])
  return bytes.toString('base64')
}

function attempt(act) {
  try {
    act()
  } catch (error) {
    if (!sdk.isBlossomError(error)) throw error
  }
}
