import {
  type CallOptions,
  chat,
  editImage,
  embed,
  enhancePrompt,
  fluxWorker,
  generateImage,
  generateObject,
  generateText,
  generateVideo,
  listModels,
  listVoices,
  pollinationsClassic,
  runTools,
  sdxlWorker,
  speak,
  streamChat,
  streamObject,
  streamSpeech,
  streamText,
  streamTools,
  transcribe,
  upload,
} from '../../src/index.ts'

export const KEY = 'sk_Zm9vYmFyQmF6UXV4MTIzNDU2Nzg5'

/** A public function on one way to a host. `run` reads what comes to its end. */
export interface Way {
  name: string
  run(options: CallOptions): Promise<unknown>
}

const user = [{ role: 'user', content: 'Hello there' }] as const
const sound = new Blob([new Uint8Array([1, 2, 3])], { type: 'audio/wav' })
const schema = { type: 'object', properties: { a: { type: 'string' } } }
const tools = { time: { parameters: { type: 'object' }, execute: () => 'noon' } }
const any = (options: CallOptions): object => options

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const pieces: T[] = []
  for await (const piece of stream) pieces.push(piece)
  return pieces
}
async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<number> {
  const reader = stream.getReader()
  let count = 0
  for (let read = await reader.read(); !read.done; read = await reader.read()) count += read.value.length
  return count
}

/** Ways that take a key. */
const KEYED: readonly Way[] = [
  { name: 'generateImage', run: (options) => generateImage('a fox', any(options)) },
  { name: 'generateImage by POST', run: (options) => generateImage('100 % fox', any(options)) },
  { name: 'editImage by URL', run: (options) => editImage('night', { image: 'https://a.example/b', ...any(options) }) },
  { name: 'editImage by form', run: (options) => editImage('night', { image: new Blob(['x']), ...any(options) }) },
  { name: 'generateVideo', run: (options) => generateVideo('a fox', any(options)) },
  { name: 'generateText', run: (options) => generateText('Hello there', any(options)) },
  { name: 'enhancePrompt', run: (options) => enhancePrompt('a fox', any(options)) },
  { name: 'chat', run: (options) => chat(user, any(options)) },
  { name: 'streamText', run: (options) => all(streamText('Hello there', any(options)).events()) },
  { name: 'streamChat', run: (options) => streamChat(user, any(options)).result() },
  {
    name: 'streamChat, toResponse',
    run: async (options) => (await streamChat(user, any(options)).toResponse()).text(),
  },
  { name: 'generateObject', run: (options) => generateObject('Hello', { schema, ...any(options) }) },
  { name: 'streamObject', run: (options) => all(streamObject('Hello', { schema, ...any(options) })) },
  { name: 'runTools', run: (options) => runTools(user, { tools, maxSteps: 2, ...any(options) }) },
  { name: 'streamTools', run: (options) => streamTools(user, { tools, maxSteps: 2, ...any(options) }).result() },
  { name: 'speak', run: (options) => speak('Hello', any(options)) },
  { name: 'streamSpeech', run: (options) => bytesOf(streamSpeech('Hello', any(options))) },
  { name: 'transcribe', run: (options) => transcribe(sound, any(options)) },
  {
    name: 'transcribe, verbose',
    run: (options) => transcribe(sound, { format: 'verbose_json', ...any(options) }),
  },
  { name: 'transcribe as text', run: (options) => transcribe(sound, { format: 'text', ...any(options) }) },
  { name: 'embed', run: (options) => embed(['a', 'b'], any(options)) },
  { name: 'upload', run: (options) => upload(new Blob(['x']), any(options)) },
  { name: 'listModels', run: (options) => listModels('text', any(options)) },
  { name: 'listVoices', run: (options) => listVoices(undefined, any(options)) },
]

/** Every public function that calls, on gen and, where they can do it, on the classic hosts and on workers. */
export const WAYS: readonly Way[] = [
  ...KEYED.map(({ name, run }): Way => ({ name, run: (options) => run({ apiKey: KEY, ...options }) })),
  ...KEYED.filter(({ name }) => !/edit|Video|trans|embed|upload|streamSpeech|listVoices/.test(name)).map(
    ({ name, run }): Way => ({
      name: `${name}, classic`,
      run: (options) => run({ provider: pollinationsClassic(), ...options }),
    }),
  ),
  {
    name: 'a Flux worker',
    run: (options) => generateImage('a fox', { provider: fluxWorker('https://w.example'), ...any(options) }),
  },
  {
    name: 'an SDXL worker',
    run: (options) =>
      generateImage('a fox', { provider: sdxlWorker('https://w.example', { apiKey: KEY }), ...any(options) }),
  },
]
