// How a user of each library makes the calls whose faults features.mjs looks at, with the library's own defaults.
// `stream(origin, signal)` gives an async iterable of text pieces, `chat(origin)` the text, `picture(origin)` anything.
import { pathToFileURL } from 'node:url'
import { oursFile } from './measure.mjs'

export const apiKey = 'sk_feature_secret'
const prompt = 'Tell me about the river.'
const messages = [{ role: 'user', content: prompt }]
const model = 'openai'

const ours = {
  name: 'blossom-ai',
  async load() {
    const { chat, generateImage, pollinations, streamText } = await import(pathToFileURL(oursFile).href)
    const options = (origin) => ({ provider: pollinations(origin), apiKey })
    return {
      stream: (origin, signal) => streamText(prompt, { ...options(origin), signal }),
      chat: async (origin) => (await chat(messages, options(origin))).text,
      picture: (origin) => generateImage(prompt, options(origin)),
    }
  },
}

const pollinationsSdk = {
  name: '@pollinations/sdk',
  async load() {
    const { Pollinations } = await import('./node_modules/@pollinations/sdk/dist/index.js')
    const client = (baseUrl) => new Pollinations({ apiKey, baseUrl })
    return {
      stream: (origin, signal) => client(origin).textStream(prompt, { model, signal }),
      chat: async (origin) => (await client(origin).chat(messages, { model })).choices[0].message.content,
      picture: (origin) => client(origin).image(prompt),
    }
  },
}

const openai = {
  name: 'openai',
  async load() {
    const { OpenAI } = await import('openai')
    const client = (origin) => new OpenAI({ apiKey, baseURL: `${origin}/v1` })
    return {
      async *stream(origin, signal) {
        const chunks = await client(origin).chat.completions.create({ model, messages, stream: true }, { signal })
        for await (const chunk of chunks) yield chunk.choices?.[0]?.delta?.content ?? ''
      },
      chat: async (origin) =>
        (await client(origin).chat.completions.create({ model, messages })).choices[0].message.content,
    }
  },
}

const aiSdk = {
  name: 'ai',
  async load() {
    const { generateText, streamText } = await import('ai')
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
    const of = (origin) => createOpenAICompatible({ name: 'bench', apiKey, baseURL: `${origin}/v1` })(model)
    return {
      // onError only keeps it from writing to the console; the loop sees the same with or without it.
      stream: (origin, abortSignal) =>
        streamText({ model: of(origin), messages, abortSignal, onError: () => {} }).textStream,
      chat: async (origin) => (await generateText({ model: of(origin), messages })).text,
    }
  },
}

const huggingface = {
  name: '@huggingface/inference',
  async load() {
    const { InferenceClient } = await import('@huggingface/inference')
    const client = (endpointUrl) => new InferenceClient(apiKey, { endpointUrl })
    return {
      async *stream(origin, signal) {
        const chunks = client(origin).chatCompletionStream({ model, messages }, { signal })
        for await (const chunk of chunks) yield chunk.choices?.[0]?.delta?.content ?? ''
      },
      chat: async (origin) => (await client(origin).chatCompletion({ model, messages })).choices[0].message.content,
    }
  },
}

export const peers = [ours, pollinationsSdk, openai, aiSdk, huggingface]
