// @ts-check
// What the platforms do by themselves, measured: `docs/runtimes.md` is written from the answers.
import { pause, reasonOf } from './assert.mjs'
import { KEY, openWorld } from './world.mjs'

/** @typedef {import('./world.mjs').World} World */
/** @typedef {(place: { world: World, url: string, elsewhere: string }) => Promise<string> | string} Ask */
/**
 * @typedef {object} Probe
 * @property {string} question
 * @property {string} library what the library does about it
 * @property {import('./world.mjs').Fault[]} [faults]
 * @property {Ask} ask
 */

const nameOf = (/** @type {unknown} */ reason) => `\`${/** @type {Error} */ (reason)?.name}\``
/** The reason itself, a copy of it, or the name of what came instead. @param {unknown} caught @param {AbortSignal} signal */
function compare(caught, { reason }) {
  if (caught === reason) return "the signal's reason"
  return `${caught}` === `${reason}` ? "a copy of the signal's reason" : nameOf(caught)
}
const authorization = `Bearer ${KEY}`
const NEWER = {
  'AbortSignal.any': AbortSignal,
  'Array.fromAsync': Array,
  'Promise.try': Promise,
  'Promise.withResolvers': Promise,
  'ReadableStream.from': ReadableStream,
  'Uint8Array.fromBase64': Uint8Array,
  'URL.canParse': URL,
}

/** @type {Readonly<Record<string, Probe>>} */
export const probes = {
  abort: {
    question: 'What `fetch` rejects with after an abort with a reason',
    library: 'decides by the signal, and throws its reason itself',
    faults: [{ hang: true }],
    async ask({ url }) {
      const controller = new AbortController()
      setTimeout(() => controller.abort(new Error('mine')), 100)
      return compare(await reasonOf(fetch(url, { signal: controller.signal })), controller.signal)
    },
  },
  timeout: {
    question: 'What reading a body rejects with after `AbortSignal.timeout()`',
    library: 'decides by its own clocks, and by the signal',
    faults: [{ stall: 20 }],
    async ask({ url }) {
      const signal = AbortSignal.timeout(1000)
      return compare(await reasonOf(fetch(url, { signal }).then((response) => response.arrayBuffer())), signal)
    },
  },
  reset: {
    question: 'What `fetch` rejects with when the connection dies before the headers',
    library: 'makes it a `NetworkError`; the error of the platform is its `cause`',
    faults: [{ reset: true }],
    ask: async ({ url }) => nameOf(await reasonOf(fetch(url))),
  },
  resetInBody: {
    question: 'What reading a body rejects with when the connection dies',
    library: 'makes it a `NetworkError`, in a stream `incomplete` with the text so far',
    faults: [{ reset: true, cut: 20 }],
    ask: async ({ url }) => nameOf(await reasonOf(fetch(url).then((response) => response.arrayBuffer()))),
  },
  resent: {
    question: 'Requests on the wire for one GET whose kept connection dies before the headers',
    library: 'counts its own tries only',
    faults: [{ route: 'again', reset: true }],
    async ask({ world, url }) {
      await (await fetch(url)).arrayBuffer()
      await reasonOf(fetch(`${url}again`))
      return `${(await world.requests()).length - 1}`
    },
  },
  keyElsewhere: {
    question: '`Authorization` after a redirect to another origin',
    library: 'follows redirects by hand outside of browsers, where a call has a key: it stays behind everywhere',
    async ask({ world, url, elsewhere }) {
      await world.break([{ nth: 1, status: 307, body: '', headers: { location: `${elsewhere}/models` } }])
      await (await fetch(url, { headers: { authorization } })).arrayBuffer()
      return (await world.requests())[1]?.headers.authorization ? 'is sent on' : 'stays behind'
    },
  },
  manual: {
    question: "What `redirect: 'manual'` shows of a redirect",
    library: 'follows redirects by hand only where it can see them',
    async ask({ world, url, elsewhere }) {
      await world.break([{ status: 307, body: '', headers: { location: elsewhere } }])
      const { status, headers } = await fetch(url, { redirect: 'manual' })
      return status === 307 && headers.get('location') ? 'status and address' : 'nothing'
    },
  },
  preflight: {
    question: 'Preflights for two calls with a key to one address',
    library: 'sends no header of its own with a keyless GET, so that there is none',
    async ask({ world, url }) {
      for (let round = 0; round < 2; round++) await (await fetch(url, { headers: { authorization } })).arrayBuffer()
      return `${(await world.seen()).filter(({ method }) => method === 'OPTIONS').length}`
    },
  },
  postReuse: {
    question: 'Whether a POST takes a connection that is open and idle',
    library: 'reads answers to their end, so that connections can serve again',
    async ask({ world, url }) {
      for (let round = 0; round < 6; round++) await (await fetch(url, { method: 'POST', body: '{}' })).arrayBuffer()
      return new Set((await world.seen()).map(({ connection }) => connection.id)).size < 6 ? 'yes' : 'no'
    },
  },
  atOnce: {
    question: 'Connections to one origin at once, when 20 calls want one',
    library: 'leaves the queue to the browser; `timeout` counts from the call, `createLimiter()` from the slot',
    faults: [{ hang: true }],
    async ask({ world, url }) {
      const controller = new AbortController()
      const { signal } = controller
      const calls = Array.from({ length: 20 }, (_, at) => fetch(`${url}?${at}`, { signal }).catch(() => {}))
      let count = 0
      for (let seen = -1; count !== seen; ) {
        seen = count
        await pause(600)
        count = (await world.requests()).length
      }
      controller.abort()
      await Promise.all(calls)
      return `${count}`
    },
  },
  newer: {
    question: 'Newer globals that are missing',
    library: 'uses none of them',
    ask: () =>
      Object.entries(NEWER)
        .filter(([name, owner]) => !(`${name.split('.')[1]}` in owner))
        .map(([name]) => `\`${name}\``)
        .join(', ') || 'none',
  },
  iterator: {
    question: 'Whether a `ReadableStream` can be looped over',
    library: 'reads with a reader; what it hands out itself can be looped over everywhere',
    ask: () => (Symbol.asyncIterator in ReadableStream.prototype ? 'yes' : 'no'),
  },
  formType: {
    question: "The type of a part of a form, when its Blob's is `text/plain`",
    library: 'sends forms as the platform writes them',
    async ask({ world, url }) {
      const body = new FormData()
      body.set('file', new Blob(['x'], { type: 'text/plain' }), 'x.txt')
      await (await fetch(url, { method: 'POST', body })).arrayBuffer()
      const [, type] = /content-type: ([^\r\n]*)/i.exec(`${(await world.requests())[0]?.body}`) ?? []
      return `\`${type}\``
    },
  },
  disk: {
    question: 'Where `save()` can save to',
    library: 'writes a file, starts a download, or throws `invalid_option`',
    ask: () =>
      typeof document !== 'undefined' ? 'a download' : 'process' in globalThis ? 'the file system' : 'nowhere',
  },
}

/** Asks all of them, one after the other: some count connections. @param {import('./world.mjs').Origins} origins */
export async function runProbes(origins) {
  /** @type {Record<string, string>} */
  const answers = {}
  for (const [name, { faults = [], ask }] of Object.entries(probes)) {
    const world = await openWorld(origins, { faults })
    const host = 'gen.pollinations.ai'
    try {
      answers[name] = await ask({
        world,
        url: `${world.at(host)}/models`,
        elsewhere: world.at(host, origins.elsewhere),
      })
    } catch (error) {
      answers[name] = `failed: ${error}`
    }
    await world.end()
  }
  return answers
}
