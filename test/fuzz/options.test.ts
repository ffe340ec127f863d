import { inspect } from 'node:util'
import fc from 'fast-check'
import * as blossom from '../../src/index.ts'
import { createEmulator } from '../../src/testing/index.ts'
import { fuzz, settle } from './fuzz.ts'
import { KEY, WAYS } from './routes.ts'

const { isBlossomError } = blossom

const circle: Record<string, unknown> = { type: 'object' }
circle.properties = circle
/** Values that few have thought of. Functions give them, too. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    true,
    false,
    '',
    ' ',
    'a',
    '\ud800',
    'a\nb',
    '\0',
    'auto',
    'low',
    'mp3',
    KEY,
  ),
  fc.constantFrom<unknown>(0, -0, -1, 1, 0.5, 2, 1e9, 2 ** 31, 2 ** 53, Number.NaN, Infinity, -Infinity, 7n),
  fc.constantFrom<unknown>(
    [],
    [null],
    ['a'],
    [['a', 'b']],
    [[Symbol('a'), 'b']],
    [5],
    new Array(3),
    ['low'],
    [Symbol('a')],
  ),
  fc.constantFrom<unknown>(
    {},
    circle,
    [circle],
    Object.create(null),
    new Map([['a', 'b']]),
    new Date(NaN),
    /a/,
    new Blob(['a']),
  ),
  fc.constantFrom<unknown>(
    { kind: 'custom' },
    { kind: 5 },
    { addEventListener: 5 },
    { acquire: 5 },
    { toJSON: 5 },
    { a: 7n },
  ),
  fc.constantFrom<unknown>(
    Symbol('a'),
    Object(Symbol('a')),
    Object('low'),
    new Proxy({}, {}),
    new Uint8Array(2),
    new Error('a'),
  ),
  fc.constantFrom<unknown>(
    { toString: 1, valueOf: 1 },
    { toString: () => ({}) },
    new (class A {})(),
    Promise.resolve('a'),
  ),
  fc.constantFrom<unknown>(
    { '~standard': 5 },
    { '~standard': { version: 1, vendor: 'a' } },
    { a: { execute: () => 1 } },
  ),
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSet: true }),
)
const value = fc.oneof({ arbitrary: odd, weight: 5 }, { arbitrary: odd.map((given) => () => given), weight: 1 })

const NAMES = (
  'apiKey provider signal timeout stallTimeout maxRetries maxRetryAfter limiter headers referrer requestId ' +
  'onEvent model width height seed nologo private enhance safe negativePrompt quality guidanceScale transparent image ' +
  'temperature topP maxTokens presencePenalty frequencyPenalty stop reasoningEffort system json tools toolChoice ' +
  'parallelToolCalls responseFormat modalities audio body schema jsonSchema name maxSteps voice format instructions duration ' +
  'language prompt dimensions aspectRatio debug'
).split(' ')
/** Wrong input is refused before anything is sent, and nothing else ever goes wrong. */
async function check(run: (fetch: blossom.Fetch) => Promise<unknown>): Promise<void> {
  const emulator = createEmulator()
  const { error } = await settle(run(emulator))
  if (error === undefined) return
  const mine = isBlossomError(error) && (error.code !== 'network' || error.cause === undefined)
  const early = !isBlossomError(error) || error instanceof blossom.ValidationError
  if (!mine || (early && emulator.requests.length)) {
    throw new Error(`${emulator.requests.length} requests, and then: ${inspect(error)}`, { cause: error })
  }
}

for (const name of NAMES) {
  fuzz(
    `${name}: any value in this option works, or is refused before anything is sent`,
    200,
    fc.asyncProperty(value, fc.constantFrom(...WAYS), (given, { run }) =>
      check((fetch) => run({ fetch, maxRetries: 0, timeout: 2000, [name]: given as never })),
    ),
  )
}

/** Public functions by what they take first. */
const FIRST: Readonly<Record<string, (first: never, fetch: blossom.Fetch) => unknown>> = {
  imageUrl: (first) => blossom.imageUrl(first),
  generateImage: (first, fetch) => blossom.generateImage(first, { fetch }),
  editImage: (first, fetch) => blossom.editImage('a', { image: first, apiKey: KEY, fetch }),
  generateVideo: (first, fetch) => blossom.generateVideo(first, { apiKey: KEY, fetch }),
  generateText: (first, fetch) => blossom.generateText(first, { fetch }),
  enhancePrompt: (first, fetch) => blossom.enhancePrompt(first, { fetch }),
  chat: (first, fetch) => blossom.chat(first, { fetch }),
  'chat, a message': (first, fetch) => blossom.chat([first], { fetch }),
  'chat, content': (first, fetch) => blossom.chat([{ role: 'user', content: first }], { fetch }),
  'chat, a part': (first, fetch) => blossom.chat([{ role: 'user', content: [first] }], { fetch }),
  'chat, tool calls': (first, fetch) =>
    blossom.chat([{ role: 'assistant', content: null, tool_calls: first }], { fetch }),
  streamText: (first, fetch) => blossom.streamText(first, { fetch }).result(),
  streamChat: (first, fetch) => blossom.streamChat(first, { fetch }).result(),
  generateObject: (first, fetch) => blossom.generateObject(first, { schema: { type: 'object' }, fetch }),
  streamObject: (first, fetch) => blossom.streamObject(first, { schema: { type: 'object' }, fetch }).result(),
  runTools: (first, fetch) => blossom.runTools(first, { tools: { a: { parameters: {}, execute: () => 1 } }, fetch }),
  'runTools, a tool': (first, fetch) =>
    blossom.runTools([{ role: 'user', content: 'Hi' }], { tools: { a: first }, fetch }),
  streamTools: (first, fetch) =>
    blossom.streamTools(first, { tools: { a: { parameters: {}, execute: () => 1 } }, fetch }).result(),
  speak: (first, fetch) => blossom.speak(first, { apiKey: KEY, fetch }),
  streamSpeech: (first, fetch) => blossom.streamSpeech(first, { apiKey: KEY, fetch }).getReader().read(),
  transcribe: (first, fetch) => blossom.transcribe(first, { apiKey: KEY, fetch }),
  embed: (first, fetch) => blossom.embed(first, { apiKey: KEY, fetch }),
  'embed, a list': (first, fetch) => blossom.embed(['a', first], { apiKey: KEY, fetch }),
  upload: (first, fetch) => blossom.upload(first, { apiKey: KEY, fetch }),
  listModels: (first, fetch) => blossom.listModels(first, { fetch }),
  listVoices: (first, fetch) => blossom.listVoices(first, { fetch }),
  toBase64: (first) => blossom.toBase64(first),
  toDataUrl: (first) => blossom.toDataUrl(first),
  pollinations: (first) => blossom.pollinations(first),
  pollinationsClassic: (first) => blossom.pollinationsClassic({ image: first }),
  fluxWorker: (first) => blossom.fluxWorker(first),
  'sdxlWorker, its key': (first, fetch) =>
    blossom.generateImage('a', { provider: blossom.sdxlWorker('https://w.example', { apiKey: first }), fetch }),
  createLimiter: (first) => blossom.createLimiter(first),
  'createLimiter, concurrency': (first) => blossom.createLimiter({ concurrency: first }),
  mapConcurrent: (first) => blossom.mapConcurrent(first, () => 1),
  'mapConcurrent, fn': (first) => blossom.mapConcurrent([1], first),
  'mapConcurrent, options': (first) => blossom.mapConcurrent([1], () => 1, first),
  'all options of generateText': (first, fetch) =>
    blossom.generateText(
      'Hello there',
      // No options at all is a call to the real service.
      first === undefined || Object(first) === first ? { maxRetries: 0, ...(first as object), fetch } : first,
    ),
}

for (const [name, call] of Object.entries(FIRST)) {
  fuzz(
    `${name}: any value works, or is refused before anything is sent`,
    120,
    fc.asyncProperty(value, (given) => check(async (fetch) => call(given as never, fetch))),
  )
}
