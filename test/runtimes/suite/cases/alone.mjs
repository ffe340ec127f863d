// @ts-check
import { equal, ok } from '../assert.mjs'
import { createEmulator, generateImage, generateText, pollinationsClassic, streamText } from '../blossom.mjs'
import { END, say, stream } from '../events.mjs'

const MEGABYTE = 1024 * 1024
/** Bytes that the process holds, where it can be told. */
const held = () => /** @type {{ process?: NodeJS.Process }} */ (globalThis).process?.memoryUsage?.().rss ?? 0

/** @type {import('../run-cases.mjs').Cases} */
export const loneCases = {
  async 'a connection serves again after complete answers, streams and refusals'({ world }) {
    // With its length told a stream ends with [DONE] itself: how soon an empty chunk follows is up to the machine.
    const length = { 'content-length': `${(say('Hi') + END).length}` }
    const whole = stream(say('Hi') + END)
    const opened = await world({
      faults: [
        { nth: 5, status: 400 },
        { ...whole, route: 'Say', headers: { ...whole.headers, ...length } },
      ],
    })
    // By GET: WebKitGTK opens a connection for each POST.
    const { classic } = opened
    let refused = 0
    for (let round = 0; round < 5; round++) {
      const calls = [
        () => generateText(`Hello ${round}, please`, classic),
        () => streamText(`Say ${round}, please`, classic).text(),
        () => generateImage(`bee ${round}`, { ...classic, width: 48, height: 32 }),
      ]
      for (const call of calls) await call().catch(() => refused++)
    }
    equal(refused, 1, 'The number of refusals')
    const used = new Set((await opened.seen()).map(({ connection }) => connection.id)).size
    // Node's own fetch takes two for calls that follow each other closely.
    ok(used <= 5, `${used} connections for 15 calls`)
  },

  async 'two hundred streams side by side are all read right'({ world }) {
    const { classic } = await world({ pace: 1 })
    const fetch = createEmulator()
    const prompts = Array.from({ length: 200 }, (_, at) => `Tell me story number ${at}, please`)
    const texts = await Promise.all(prompts.map((prompt) => streamText(prompt, { ...classic, maxTokens: 25 }).text()))
    const wanted = await Promise.all(prompts.map((prompt) => streamText(prompt, { fetch, maxTokens: 25 }).text()))
    equal(texts, wanted)
    equal(new Set(texts).size, 200)
  },

  async 'a picture of a hundred megabytes comes whole, with its progress, and is not held many times over'({
    origins,
  }) {
    const provider = pollinationsClassic({ image: `${origins.calls}/big/100` })
    const before = held()
    let most = 0
    let received = 0
    const { blob, mediaType } = await generateImage('a bee', {
      provider,
      onEvent: (event) => {
        if (event.type !== 'progress') return
        ok(event.received > received && event.total === 100 * MEGABYTE, JSON.stringify(event))
        // Asking is slow: once in a megabyte is enough.
        if (Math.floor(event.received / MEGABYTE) > Math.floor(received / MEGABYTE)) most = Math.max(most, held())
        received = event.received
      },
    })
    equal([mediaType, blob.size, received], ['image/png', 100 * MEGABYTE, 100 * MEGABYTE])
    equal(new Uint8Array(await blob.slice(-4).arrayBuffer()).join(), '0,0,0,0')
    equal(new Uint8Array(await blob.slice(0, 3).arrayBuffer()).join(), '137,80,78')
    const grown = Math.round((Math.max(most, held()) - before) / MEGABYTE)
    ok(grown < 500, `The process grew by ${grown} MB`)
  },
}
