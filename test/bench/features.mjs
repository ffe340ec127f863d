// Table 7: what each library does when something goes wrong, seen from a loopback server, with the library's own defaults.
import { apiKey, peers } from './features-peers.mjs'
import { startFaults } from './features-server.mjs'
import { ours, printErrors, printTable } from './measure.mjs'

const silence = 40_000
const patience = 3000
const title = 'What happens when something goes wrong'

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Reads a stream, and says how that ended: `{ error }`, or nothing of the kind when the loop ended as if all were well. */
async function ending(pieces, within) {
  const read = (async () => {
    try {
      for await (const _ of pieces) {
      }
      return { ended: true }
    } catch (error) {
      return { error }
    }
  })()
  return Promise.race([read, wait(within).then(() => ({ waiting: true }))])
}

const verdictOf = ({ error, waiting }, least = 'waits on') => (error ? 'an error' : waiting ? least : 'looks finished')

/** The rows: a title, and what one library does, in a word or two. `fault` is its own path on the server. */
const rows = {
  'The loop is left: is the connection closed?': async ({ stream }, server, fault) => {
    for await (const _ of stream(server.origin(fault('endless')))) break
    await wait(500)
    return server.seen(fault('endless')).closed ? 'yes' : 'no'
  },
  'An abort in mid-stream: is the connection closed?': async ({ stream }, server, fault) => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('enough')), 300)
    await ending(stream(server.origin(fault('endless-abort')), controller.signal), patience)
    await wait(500)
    return server.seen(fault('endless-abort')).closed ? 'yes' : 'no'
  },
  'An abort in mid-stream: what does the loop do?': async ({ stream }, server, fault) => {
    const controller = new AbortController()
    const reason = new Error('enough')
    setTimeout(() => controller.abort(reason), 300)
    const end = await ending(stream(server.origin(fault('endless-reason')), controller.signal), patience)
    return end.error === reason ? 'throws the reason' : end.error ? 'throws another error' : verdictOf(end)
  },
  'The answer ends too early': async ({ stream }, server, fault) =>
    verdictOf(await ending(stream(server.origin(fault('cut'))), patience)),
  'The connection dies': async ({ stream }, server, fault) =>
    verdictOf(await ending(stream(server.origin(fault('dead'))), patience)),
  'An error event in the stream': async ({ stream }, server, fault) =>
    verdictOf(await ending(stream(server.origin(fault('error'))), patience)),
  [`Silence of ${silence / 1000} s in a stream`]: async ({ stream }, server, fault) => {
    const start = performance.now()
    const end = await ending(stream(server.origin(fault('silent'))), silence)
    const seconds = Math.round((performance.now() - start) / 1000)
    return end.error ? `an error after ${seconds} s` : verdictOf(end)
  },
  'A chat after a 503: is the retry the same request?': async ({ chat }, server, fault) =>
    retried(
      () => chat(server.origin(fault('once-chat'))),
      () => server.seen(fault('once-chat')).requests,
    ),
  'A picture after a 503: is the retry the same request?': async ({ picture }, server, fault) =>
    picture
      ? retried(
          () => picture(server.origin(fault('once-picture'))),
          () => server.seen(fault('once-picture')).requests,
        )
      : '–',
  'Is the key in an address?': async ({ chat, picture }, server, fault) => {
    await chat(server.origin(fault('key')))
    await picture?.(server.origin(fault('key')))
    return server.seen(fault('key')).requests.some(({ url }) => url.includes(apiKey)) ? 'yes' : 'no'
  },
}

async function retried(call, requests) {
  await Promise.race([call().catch(() => {}), wait(20_000)])
  const sent = requests().map(({ url, body }) => `${url} ${body}`)
  if (sent.length < 2) return 'no retry'
  return new Set(sent).size === 1 ? 'yes' : 'no, another one'
}

export async function runFeatures() {
  const server = await startFaults()
  const raw = await Promise.all(
    peers.map(async ({ name, load }, at) => {
      const calls = await load().catch((error) => ({ error }))
      if (calls.error) return { name, error: String(calls.error) }
      const results = Object.entries(rows).map(async ([row, look]) => {
        const found = await look(calls, server, (fault) => `${fault}-${at}`).catch(
          (error) => `failed: ${error.message}`,
        )
        return [row, found]
      })
      return { name, found: Object.fromEntries(await Promise.all(results)) }
    }),
  )
  server.close()

  console.log(`\n${title} (with each library's defaults)`)
  const done = raw.filter(({ error }) => !error)
  printTable(
    ['', ...done.map(({ name }) => name)],
    Object.keys(rows).map((row) => [row, ...done.map(({ found }) => found[row])]),
  )
  printErrors(raw)
  return { goals: goalsOf(raw), raw }
}

/** What ours promises. */
function goalsOf(raw) {
  const promised = [
    'yes',
    'yes',
    'throws the reason',
    'an error',
    'an error',
    'an error',
    /^an error after 30/,
    'yes',
    'yes',
    'no',
  ]
  const { found = {} } = raw.find(({ name }) => name === ours) ?? {}
  return Object.keys(rows).map((row, at) => {
    const want = promised[at]
    const ok = want instanceof RegExp ? want.test(found[row]) : found[row] === want
    return { title: `${title}: ${row} (${found[row]})`, goal: 1, value: ok ? 1 : 0, ok }
  })
}
