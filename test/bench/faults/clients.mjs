// How a user of each library makes the calls that the fault table looks at. One entry for each client:
// `load()` imports it and gives `connect(origin, options)`, which gives the calls: `chat(signal)` resolves with the text,
// `stream(signal)` is an async iterable of pieces of text, `image()` makes an image where the client can.
// `options` are `maxRetries` and `timeout` (milliseconds), under the client's own names; without them its defaults hold.
import { pathToFileURL } from 'node:url'
import { ours, oursFile } from '../measure.mjs'

/** Long and like no other text, so that a search for it finds the key and nothing else. */
export const apiKey = 'sk_fault_table_5d1f0c7e9b2a4e68'
const prompt = 'Tell me about the river.'
const messages = [{ role: 'user', content: prompt }]
const model = 'openai'

/** The text in the chunks of the OpenAI format. */
async function* textOf(chunks) {
  for await (const chunk of await chunks) {
    const text = chunk.choices?.[0]?.delta?.content
    if (text) yield text
  }
}
/** Of openai, and of TanStack AI, which is built on it. The log would stand between the tables. */
const openaiOptions = (origin) => ({ apiKey, baseURL: `${origin}/v1`, logLevel: 'off' })
const answerOf = (completion) => completion.choices?.[0]?.message?.content

const blossom = {
  name: ours,
  async load() {
    const { chat, generateImage, imageUrl, pollinations, streamText } = await import(pathToFileURL(oursFile).href)
    return (origin, { maxRetries, timeout } = {}) => {
      const options = { provider: pollinations(origin), apiKey, maxRetries, timeout, stallTimeout: timeout }
      return {
        chat: async (signal) => (await chat(messages, { ...options, signal })).text,
        stream: (signal) => streamText(prompt, { ...options, signal }),
        image: () => generateImage(prompt, options),
        imageUrl: () => imageUrl(prompt, { provider: options.provider }),
      }
    }
  },
}

const pollinationsSdk = {
  name: '@pollinations/sdk',
  // Its `maxRetries` counts attempts: 0 sends nothing at all.
  fewestRetries: 1,
  async load() {
    // Its exports name a CommonJS-style browser file first.
    const { Pollinations } = await import('../node_modules/@pollinations/sdk/dist/index.js')
    return (baseUrl, { maxRetries, timeout } = {}) => {
      const client = new Pollinations({ apiKey, baseUrl, maxRetries, timeout })
      return {
        chat: async (signal) => answerOf(await client.chat(messages, { model, signal })),
        stream: (signal) => client.textStream(prompt, { model, signal }),
        image: () => client.image(prompt),
        imageUrl: () => client.imageUrl(prompt),
      }
    }
  },
}

const openai = {
  name: 'openai',
  async load() {
    const { OpenAI } = await import('openai')
    return (origin, { maxRetries, timeout } = {}) => {
      const { completions } = new OpenAI({ ...openaiOptions(origin), maxRetries, timeout }).chat
      return {
        chat: async (signal) => answerOf(await completions.create({ model, messages }, { signal })),
        stream: (signal) => textOf(completions.create({ model, messages, stream: true }, { signal })),
      }
    }
  },
}

const aiSdk = {
  name: 'ai',
  async load() {
    const { generateText, streamText } = await import('ai')
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
    // `textStream` ends as if all were well after a failure. `fullStream` has parts for errors and aborts, so it is read
    // here; the empty `onError` only keeps the errors out of the console.
    async function* texts(options) {
      for await (const part of streamText({ ...options, onError: () => {} }).fullStream) {
        if (part.type === 'text-delta') yield part.text
        else if (part.type === 'error') throw part.error
        else if (part.type === 'abort') throw new Error('The stream was aborted.')
      }
    }
    return (origin, { maxRetries, timeout } = {}) => {
      const provider = createOpenAICompatible({ name: 'bench', apiKey, baseURL: `${origin}/v1` })
      const options = { model: provider(model), messages, maxRetries }
      return {
        chat: async (abortSignal) => (await generateText({ ...options, abortSignal, timeout })).text,
        stream: (abortSignal) => texts({ ...options, abortSignal, ...(timeout && { timeout: { chunkMs: timeout } }) }),
      }
    }
  },
}

const huggingface = {
  name: '@huggingface/inference',
  hasNoTimeout: true,
  async load() {
    const { InferenceClient } = await import('@huggingface/inference')
    return (endpointUrl, { maxRetries } = {}) => {
      const client = new InferenceClient(apiKey, { endpointUrl, retry_on_error: maxRetries !== 0 })
      return {
        chat: async (signal) => answerOf(await client.chatCompletion({ model, messages }, { signal })),
        stream: (signal) => textOf(client.chatCompletionStream({ model, messages }, { signal })),
      }
    }
  },
}

const xsai = {
  name: 'xsai',
  // It repeats nothing, so there is nothing to switch off.
  hasNoTimeout: true,
  async load() {
    const { generateText, streamText } = await import('xsai')
    return (origin) => {
      const options = { apiKey, baseURL: `${origin}/v1`, model, messages }
      return {
        chat: async (abortSignal) => (await generateText({ ...options, abortSignal })).text,
        stream: (abortSignal) => streamText({ ...options, abortSignal }).textStream,
      }
    }
  },
}

const tanstackAi = {
  name: '@tanstack/ai',
  async load() {
    const { chat } = await import('@tanstack/ai')
    const { openaiCompatibleText } = await import('@tanstack/ai-openai/compatible')
    // It reports failures as an event, which its own `streamToText` throws as well.
    async function* texts(options) {
      for await (const event of chat(options)) {
        if (event.type === 'TEXT_MESSAGE_CONTENT') yield event.delta
        else if (event.type === 'RUN_ERROR') throw new Error(event.message, { cause: event })
      }
    }
    return (origin, { maxRetries, timeout } = {}) => {
      const adapter = openaiCompatibleText(model, { ...openaiOptions(origin), maxRetries, timeout })
      const options = (signal) => ({ adapter, messages, debug: false, abortController: controllerOf(signal) })
      return {
        chat: (signal) => chat({ ...options(signal), stream: false }),
        stream: (signal) => texts(options(signal)),
      }
    }
  },
}

/** An AbortController that follows a signal. */
function controllerOf(signal) {
  const controller = new AbortController()
  if (signal?.aborted) controller.abort(signal.reason)
  signal?.addEventListener('abort', () => controller.abort(signal.reason))
  return controller
}

export const clients = [blossom, pollinationsSdk, openai, aiSdk, huggingface, xsai, tanstackAi]
