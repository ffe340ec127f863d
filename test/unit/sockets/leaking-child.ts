// Breaks streams in a process of its own, in every way that there is, and tells what is left of them.
import { getEventListeners, setMaxListeners } from 'node:events'
import { isBlossomError, pollinations, streamChat } from '../../../src/index.ts'

const [, , base = ''] = process.argv
const messages = [{ role: 'user' as const, content: 'Tell me a story' }]
/** One signal for all of them, as a page has. */
const { signal } = new AbortController()
setMaxListeners(0, signal)
const broken: Record<string, number> = {}

async function read(way: string, host: string, options: object = {}, leave?: () => boolean): Promise<void> {
  const provider = pollinations(`${base}/${host}.example`)
  const stream = streamChat(messages, { provider, signal, maxRetries: 0, ...options })
  let code: unknown
  try {
    for await (const _ of stream) {
      if (leave?.()) {
        code = 'left'
        break
      }
    }
  } catch (error) {
    code = isBlossomError(error) ? error.code : error
  }
  const wanted = { cut: 'incomplete', reset: 'incomplete', stall: 'stalled', left: 'left', aborted: 'enough' }[way]
  if (code !== wanted) throw new Error(`${way}: ${code}`)
  broken[way] = (broken[way] ?? 0) + 1
}
function abort(): Promise<void> {
  const controller = new AbortController()
  return read('aborted', 'open', { signal: controller.signal }, () => {
    controller.abort('enough')
    return false
  })
}
const repeat = (count: number, make: () => Promise<void>): Promise<void>[] => Array.from({ length: count }, make)

const heaps: number[] = []
for (let round = 0; round < 20; round++) {
  await Promise.all([
    ...repeat(60, () => read('cut', 'cut')),
    ...repeat(60, () => read('reset', 'reset')),
    ...repeat(30, () => read('stall', 'stall', { stallTimeout: 20 })),
    ...repeat(60, () => read('left', 'open', {}, () => true)),
    ...repeat(40, abort),
  ])
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    globalThis.gc?.()
  }
  heaps.push(Math.round(process.memoryUsage().heapUsed / 1024))
}
console.log(JSON.stringify({ broken, heaps, listeners: getEventListeners(signal, 'abort').length }))
