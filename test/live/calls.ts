import {
  type CallOptions,
  type ChatProvider,
  chat,
  generateImage,
  generateText,
  type ImageProvider,
  type Message,
  streamChat,
  streamText,
} from '../../src/index.ts'

/** One call, made live and on the emulator with the same options. */
export interface LiveCall {
  title: string
  host: 'image' | 'text' | 'gen'
  run(options: CallOptions<ImageProvider & ChatProvider>): Promise<unknown>
}

const ask = (content: string): Message[] => [{ role: 'user', content }]
const tools = [
  {
    type: 'function' as const,
    function: {
      name: 'get_weather',
      description: 'The weather in a city',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
]
const colours = {
  type: 'json_schema' as const,
  json_schema: {
    name: 'colours',
    schema: { type: 'object', properties: { colours: { type: 'array', items: { type: 'string' } } } },
  },
}
const size = { width: 256, height: 256 }

/** What the anonymous hosts are asked. A seed of this run keeps their caches out of it. */
export function keylessCalls(seed: number): LiveCall[] {
  return [
    {
      title: 'a picture',
      host: 'image',
      run: (options) => generateImage('a red fox in the snow', { ...options, ...size, seed }),
    },
    {
      title: 'a picture with every option',
      host: 'image',
      run: (options) =>
        generateImage('a red fox in the snow', {
          ...options,
          ...size,
          seed,
          private: true,
          enhance: true,
          safe: true,
          negativePrompt: 'people',
          quality: 'low',
          guidanceScale: 3,
        }),
    },
    {
      title: 'an answer',
      host: 'text',
      run: (options) => generateText('Say hello to a fox.', { ...options, seed, private: true }),
    },
    {
      title: 'an answer as JSON',
      host: 'text',
      run: (options) => generateText('Name two colours, as JSON.', { ...options, seed, json: true }),
    },
    {
      title: 'a streamed answer',
      host: 'text',
      run: (options) => streamText('Count to three, in words.', { ...options, seed }).result(),
    },
    { title: 'a chat', host: 'text', run: (options) => chat(ask('Say hello to a fox.'), { ...options, seed }) },
    {
      title: 'a streamed chat that thinks',
      host: 'text',
      run: (options) => streamChat(ask('Is 7 prime?'), { ...options, seed, reasoningEffort: 'low' }).result(),
    },
    {
      title: 'a chat with a model that does not exist',
      host: 'text',
      run: (options) => chat(ask('Hello'), { ...options, seed, model: 'no-such-model' }),
    },
  ]
}

/** What gen is asked, with a key: small things, since they are paid for. */
export function keyedCalls(seed: number): LiveCall[] {
  return [
    {
      title: 'a picture',
      host: 'gen',
      run: (options) => generateImage('a red fox in the snow', { ...options, ...size, seed }),
    },
    {
      title: 'a picture by POST',
      host: 'gen',
      run: (options) => generateImage('a fox, 100% red', { ...options, ...size, seed }),
    },
    {
      title: 'an answer',
      host: 'gen',
      run: (options) => generateText('Say hello to a fox.', { ...options, seed }),
    },
    {
      title: 'a streamed answer',
      host: 'gen',
      run: (options) => streamText('Count to three, in words.', { ...options, seed }).result(),
    },
    {
      title: 'a chat that calls a tool',
      host: 'gen',
      run: (options) => chat(ask('What is the weather in Oslo?'), { ...options, seed, tools, toolChoice: 'required' }),
    },
    {
      title: 'a streamed chat that calls a tool',
      host: 'gen',
      run: (options) =>
        streamChat(ask('What is the weather in Oslo?'), { ...options, seed, tools, toolChoice: 'required' }).result(),
    },
    {
      title: 'a chat that follows a schema',
      host: 'gen',
      run: (options) => chat(ask('Name two colours.'), { ...options, seed, responseFormat: colours }),
    },
    {
      title: 'a chat that is refused for its temperature',
      host: 'gen',
      run: (options) => chat(ask('Hello'), { ...options, seed, body: { temperature: 9 } }),
    },
  ]
}
