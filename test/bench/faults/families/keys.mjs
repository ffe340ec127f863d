import { inspect } from 'node:util'
import { begun, data, failure, good, stream } from '../answers.mjs'
import { apiKey } from '../clients.mjs'
import { deadOrigin } from '../server.mjs'
import { askChat, askStream, within } from '../watch.mjs'

const patience = 15_000

/** Where in an error a log or a crash report would show the key. */
function placesIn(error) {
  if (error === undefined) return []
  const shown = {
    message: () => String(error?.message),
    stack: () => String(error?.stack),
    JSON: () => JSON.stringify(error),
    inspect: () => inspect(error, { depth: 10 }),
  }
  return Object.keys(shown).filter((name) => {
    try {
      return shown[name]()?.includes(apiKey)
    } catch {
      return false // an error that JSON cannot write shows nothing in it
    }
  })
}

/** Makes both calls against an answer, and says where the key was to be seen. */
async function search({ client, connect, open }, answer) {
  const place = open(answer)
  const calls = connect(place.origin, { maxRetries: client.fewestRetries ?? 0 })
  const outcomes = await Promise.all([askChat, askStream].map((ask) => within(patience, ask(calls))))
  const inUrls = place.requests.some(({ url }) => url.includes(apiKey)) ? ['a URL'] : []
  return [...outcomes.flatMap(({ error }) => placesIn(error)), ...inUrls]
}

async function searchImage({ connect, open }) {
  const place = open(good)
  const calls = connect(place.origin)
  await within(
    patience,
    Promise.resolve(calls.image?.()).catch(() => {}),
  )
  const made = String((await calls.imageUrl?.()) ?? '')
  return [made, ...place.requests.map(({ url }) => url)].some((url) => url.includes(apiKey)) ? ['a URL'] : []
}

async function searchUnreachable({ client, connect }, origin) {
  // Some clients look at the URL when they are made.
  const call = async () => connect(origin, { maxRetries: client.fewestRetries ?? 0 }).chat()
  const { error } = await within(
    patience,
    call().then(
      () => ({}),
      (error) => ({ error }),
    ),
  )
  return placesIn(error)
}

const verdict = (places) => ({ held: places.length === 0, seen: `in ${[...new Set(places)].join(', ') || 'nothing'}` })

const inNothing = {
  title: 'Errors and URLs of usual calls',
  async run(context) {
    const error = data({ error: { message: 'upstream boom', code: 502 } })
    const answers = [good, failure(401), failure(500), stream(begun + error)]
    const searches = [
      ...answers.map((answer) => search(context, answer)),
      searchImage(context),
      searchUnreachable(context, await deadOrigin()),
      searchUnreachable(context, 'http://[bad'),
    ]
    return verdict((await Promise.all(searches)).flat())
  },
}

const inEcho = {
  title: 'Errors in which the service repeats the key',
  async run(context) {
    const message = ({ headers }) => `Invalid API key: ${headers.authorization?.replace('Bearer ', '')}`
    return verdict(await search(context, failure(401, {}, message)))
  },
}

export const keysFamily = {
  title: 'API keys',
  held: 'Held: the key is neither in the URL of a request nor in the message, stack, JSON or `util.inspect` of an error.',
  cases: [inNothing, inEcho],
}
