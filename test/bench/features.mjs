// Table 7: what each library does when something goes wrong, seen from a loopback server, with the library's own defaults.
// Table 8, the fault table: in how many of 58 cases it does what its user needs.
import { begun, data, dyingInStream, endless, failure, good, once, stalled, stream } from './faults/answers.mjs'
import { apiKey, clients } from './faults/clients.mjs'
import { runFaults } from './faults/run.mjs'
import { startFaultServer } from './faults/server.mjs'
import { faultGoal, keptFamilies, printFaults } from './faults/table.mjs'
import { askStream, within } from './faults/watch.mjs'
import { ours, printErrors, printTable } from './measure.mjs'

const silence = 40_000
const patience = 5000
const title = 'What happens when something goes wrong'

const verdictOf = ({ error, waiting }) => (error ? 'an error' : waiting ? 'waits on' : 'looks finished')
const yesOrNo = (yes) => (yes ? 'yes' : 'no')
const isClosed = async ({ closed }) => yesOrNo((await within(patience, closed)) === true)

/** Aborts a stream at its first piece, and gives the place, the outcome and the reason. */
async function abortInStream(connect, open) {
  const place = open(endless)
  const controller = new AbortController()
  const reason = new Error('enough')
  const onPiece = () => controller.abort(reason)
  const reading = askStream(connect(place.origin), { signal: controller.signal, onPiece })
  return { place, outcome: await within(patience, reading), reason }
}

const endOf = (answer) => async (connect, open) =>
  verdictOf(await within(patience, askStream(connect(open(answer).origin))))

/** The rows: a title, and what one library does, in a word or two. */
const rows = {
  'The loop is left: is the connection closed?': async (connect, open) => {
    const place = open(endless)
    await within(patience, askStream(connect(place.origin), { onPiece: () => true }))
    return isClosed(place)
  },
  'An abort in mid-stream: is the connection closed?': async (connect, open) =>
    isClosed((await abortInStream(connect, open)).place),
  'An abort in mid-stream: what does the loop do?': async (connect, open) => {
    const { outcome, reason } = await abortInStream(connect, open)
    if (!outcome.error) return verdictOf(outcome)
    return outcome.error === reason ? 'throws the reason' : 'throws another error'
  },
  'The answer ends too early': endOf(stream(begun)),
  'The connection dies': endOf(dyingInStream),
  'An error event in the stream': endOf(
    stream(begun + data({ error: { message: 'the model broke', code: 'upstream' } })),
  ),
  [`Silence of ${silence / 1000} s in a stream`]: async (connect, open) => {
    const place = open(stalled)
    const reading = askStream(connect(place.origin))
    await place.asked
    const start = performance.now()
    const outcome = await within(silence, reading)
    const seconds = Math.floor((performance.now() - start) / 1000)
    return outcome.error ? `an error after ${seconds} s` : verdictOf(outcome)
  },
  'A chat after a 503: is the retry the same request?': async (connect, open) => {
    const place = open(once(failure(503)))
    return retried(place, connect(place.origin).chat)
  },
  'An image after a 503: is the retry the same request?': async (connect, open) => {
    const place = open(once(failure(503)))
    const { image } = connect(place.origin)
    return image ? retried(place, image) : '–'
  },
  'Is the key in a URL?': async (connect, open) => {
    const place = open(good)
    const { chat, image } = connect(place.origin)
    await chat()
    await image?.()
    return yesOrNo(place.requests.some(({ url }) => url.includes(apiKey)))
  },
}

async function retried({ requests }, call) {
  await within(
    20_000,
    call().catch(() => {}),
  )
  const sent = requests.map(({ url, body }) => `${url} ${body}`)
  if (sent.length < 2) return 'no retry'
  return new Set(sent).size === 1 ? 'yes' : 'no, another one'
}

export async function runFeatures() {
  const imported = await Promise.all(
    clients.map(async (client) => {
      const connect = await client.load().catch((error) => ({ error }))
      return { name: client.name, client, connect, ...(connect.error && { error: String(connect.error) }) }
    }),
  )
  const loaded = imported.filter(({ error }) => !error)
  // Some clients leave promises behind that nobody can catch; they must not end the run.
  process.on('unhandledRejection', () => {})
  const server = await startFaultServer()
  const found = await Promise.all(loaded.map(({ connect }) => lookAt(connect, server)))
  server.close()

  console.log(`\n${title} (with each library's defaults)`)
  printTable(
    ['', ...loaded.map(({ name }) => name)],
    Object.keys(rows).map((row) => [row, ...found.map((cells) => cells[row])]),
  )
  const faults = await runFaults(loaded)
  printFaults(faults)
  printErrors(imported)

  const raw = imported.map(({ name, error }) => {
    const at = loaded.findIndex((one) => one.name === name)
    return error ? { name, error } : { name, found: found[at], ...faults[at] }
  })
  return { goals: [...goalsOf(raw), faultGoal(faults)], raw, families: keptFamilies() }
}

/** All rows of one library, side by side. */
async function lookAt(connect, { open }) {
  const results = Object.entries(rows).map(async ([row, look]) => {
    const cell = await look(connect, open).catch((error) => `failed: ${error.message}`)
    return [row, cell]
  })
  return Object.fromEntries(await Promise.all(results))
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
    /^an error after 3\d s/,
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
