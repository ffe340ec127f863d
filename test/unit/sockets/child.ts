// Makes calls in a process of its own, says so, and then has nothing more to do: it must end by itself.
import {
  type CallEvent,
  chat,
  createLimiter,
  generateImage,
  generateText,
  pollinations,
  streamChat,
  streamText,
} from '../../../src/index.ts'

const [, , what = '', base = ''] = process.argv
/** A clock that is left running keeps the process for an hour. */
const HOUR = 3_600_000
const options = { provider: pollinations(base), apiKey: 'sk_test', maxRetries: 0, timeout: HOUR, stallTimeout: HOUR }
const messages = [{ role: 'user' as const, content: 'Tell me a story' }]
const ignore = () => {}

const CASES: Record<string, () => Promise<unknown>> = {
  async success() {
    await generateText('Say hello, please', options)
    await chat(messages, options)
    await streamText('Say hello, please', options).text()
    await generateImage('a bee', { ...options, width: 64, height: 64 })
  },
  async break() {
    for await (const _ of streamChat(messages, options)) break
    const reader = streamChat(messages, options).toReadableStream().getReader()
    await reader.read()
    await reader.cancel()
  },
  async abort() {
    const controller = new AbortController()
    const { signal } = controller
    const stream = streamChat(messages, { ...options, signal })
    for await (const _ of stream.events()) controller.abort()
  },
  async 'abort of a wait'() {
    const controller = new AbortController()
    const wait = { ...options, signal: controller.signal, maxRetries: 3, maxRetryAfter: HOUR, retryDelay: () => HOUR }
    const onEvent = ({ type }: CallEvent) => {
      // It waits in the next turn.
      if (type === 'retry') setTimeout(() => controller.abort())
    }
    await chat(messages, { ...wait, onEvent }).catch(ignore)
  },
  error: () => streamChat(messages, options).result(),
  stall: () => streamChat(messages, { ...options, stallTimeout: 50 }).result(),
  timeout: () => chat(messages, { ...options, timeout: 50 }),
  async limiter() {
    const limiter = createLimiter({ concurrency: 1, interval: 10 })
    await Promise.all([1, 2, 3].map((seed) => generateText('Say hello, please', { ...options, limiter, seed })))
  },
  async unread() {
    streamChat(messages, options).toReadableStream()
  },
}

await CASES[what]?.().catch(ignore)
console.log('done')
