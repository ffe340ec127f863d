// One entry for each contestant: how its users make a chat call and how they read a stream.
// `connect({ origin, fetch })` builds what a user builds once, outside of the clock. A missing `fetch` means the platform's.
// `chat` resolves with the answer's text, `stream` gives an async iterable of text pieces. The first entry is the baseline.
import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { oursFile } from './measure.mjs'

const apiKey = 'sk_bench'
const prompt = 'Tell me about the river.'
const messages = [{ role: 'user', content: prompt }]
const model = 'openai'

const post = (fetch, origin, stream) =>
  fetch(`${origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ model, messages, ...(stream && { stream: true }) }),
  })

const bare = {
  name: 'bare fetch loop',
  async connect({ origin, fetch = globalThis.fetch }) {
    return {
      async chat() {
        const response = await post(fetch, origin, false)
        const json = await response.json()
        return json.choices[0].message.content
      },
      async *stream() {
        const response = await post(fetch, origin, true)
        const reader = response.body.getReader()
        const decoder = new TextDecoder()
        let rest = ''
        while (true) {
          const { done, value } = await reader.read()
          if (done) return
          const lines = (rest + decoder.decode(value, { stream: true })).split('\n')
          rest = lines.pop()
          for (const line of lines) {
            if (!line.startsWith('data: ') || line === 'data: [DONE]') continue
            const text = JSON.parse(line.slice(6)).choices[0]?.delta.content
            if (text) yield text
          }
        }
      },
    }
  },
}

const ours = {
  name: 'blossom-ai',
  async connect({ origin, fetch }) {
    if (!existsSync(oursFile)) throw new Error('dist/index.js is missing: run `npm run build` first')
    const { chat, pollinations, streamText } = await import(pathToFileURL(oursFile).href)
    const options = () => ({ provider: pollinations(origin), apiKey, maxRetries: 0, fetch })
    return {
      chat: async () => (await chat(messages, options())).text,
      stream: () => streamText(prompt, options()),
    }
  },
}

const pollinationsSdk = {
  name: '@pollinations/sdk',
  async connect({ origin, fetch }) {
    // Its exports name a CommonJS-style browser file first, and it takes no fetch: the global one is lent for the time of a stream.
    const { Pollinations } = await import('./node_modules/@pollinations/sdk/dist/index.js')
    const client = new Pollinations({ apiKey, baseUrl: origin, maxRetries: 1 }) // it counts tries: with 0 it sends nothing
    return {
      chat: async () => (await client.chat(messages, { model })).choices[0].message.content,
      async *stream() {
        const platform = globalThis.fetch
        if (fetch) globalThis.fetch = fetch
        try {
          yield* client.textStream(prompt, { model })
        } finally {
          globalThis.fetch = platform
        }
      },
    }
  },
}

const openai = {
  name: 'openai',
  async connect({ origin, fetch }) {
    const { OpenAI } = await import('openai')
    const client = new OpenAI({ apiKey, baseURL: `${origin}/v1`, maxRetries: 0, fetch })
    return {
      chat: async () => (await client.chat.completions.create({ model, messages })).choices[0].message.content,
      async *stream() {
        for await (const chunk of await client.chat.completions.create({ model, messages, stream: true })) {
          const text = chunk.choices[0]?.delta?.content
          if (text) yield text
        }
      },
    }
  },
}

const aiSdk = {
  name: 'ai',
  async connect({ origin, fetch }) {
    const { generateText, streamText } = await import('ai')
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
    const provider = createOpenAICompatible({ name: 'bench', apiKey, baseURL: `${origin}/v1`, fetch })
    return {
      chat: async () => (await generateText({ model: provider(model), messages, maxRetries: 0 })).text,
      stream: () => streamText({ model: provider(model), messages, maxRetries: 0 }).textStream,
    }
  },
}

const huggingface = {
  name: '@huggingface/inference',
  async connect({ origin, fetch }) {
    const { InferenceClient } = await import('@huggingface/inference')
    const client = new InferenceClient(apiKey, { endpointUrl: origin, retry_on_error: false, ...(fetch && { fetch }) })
    return {
      chat: async () => (await client.chatCompletion({ model, messages })).choices[0].message.content,
      async *stream() {
        for await (const chunk of client.chatCompletionStream({ model, messages })) {
          const text = chunk.choices[0]?.delta?.content
          if (text) yield text
        }
      },
    }
  },
}

/** A parser and no client, so its user writes the call; no `chat`, which would be the baseline again. */
const eventsourceParser = {
  name: 'eventsource-parser',
  async connect({ origin, fetch = globalThis.fetch }) {
    const { createParser } = await import('eventsource-parser')
    return {
      async *stream() {
        const response = await post(fetch, origin, true)
        const reader = response.body.getReader()
        const decoder = new TextDecoder()
        let texts = []
        const parser = createParser({
          onEvent({ data }) {
            if (data === '[DONE]') return
            const text = JSON.parse(data).choices[0]?.delta.content
            if (text) texts.push(text)
          },
        })
        while (true) {
          const { done, value } = await reader.read()
          if (done) return
          parser.feed(decoder.decode(value, { stream: true }))
          yield* texts
          texts = []
        }
      },
    }
  },
}

export const contestants = [bare, ours, eventsourceParser, pollinationsSdk, openai, aiSdk, huggingface]

/** Connects all of them; one that cannot be loaded keeps its error instead of its calls. */
export function connectAll(target) {
  return Promise.all(
    contestants.map(async ({ name, connect }) => {
      try {
        return { name, ...(await connect(target)) }
      } catch (error) {
        return { name, error }
      }
    }),
  )
}

/** Reads a stream to its end and makes sure that all of its text came. */
export async function readAll(stream, characters) {
  let count = 0
  for await (const text of stream) count += text.length
  if (count !== characters) throw new Error(`${count} of ${characters} characters came`)
}
