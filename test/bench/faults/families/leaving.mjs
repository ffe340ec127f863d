import { endless, failure, good, nothing } from '../answers.mjs'
import { askChat, askStream, describe, wait, within } from '../watch.mjs'

/** Until the case is as far as the caller's leaving. */
const start = 20_000
/** From then on. */
const patience = 3000
const pieces = 5

/** Whether the server saw in time that the connection was closed. */
const isClosed = async ({ closed }) => (await within(patience, closed)) === true

const words = (place, outcome, closed) => `${describe(place, outcome)}, ${closed ? 'closed' : 'open'}`

/** Reads some pieces, leaves, and looks at what is left of the call. */
async function leftAt(place, read, leave) {
  let noteLeft
  const left = new Promise((resolve) => (noteLeft = resolve))
  const reading = read((count) => count === pieces && leave(noteLeft()))
  await within(start, Promise.race([left, reading]))
  const [outcome, closed] = await Promise.all([within(patience, reading), isClosed(place)])
  return { held: !outcome.waiting && closed, seen: words(place, outcome, closed) }
}

const inStream = {
  title: 'An abort in a stream',
  async run({ connect, open }) {
    const place = open(endless)
    const controller = new AbortController()
    const { signal } = controller
    return leftAt(
      place,
      (onPiece) => askStream(connect(place.origin), { signal, onPiece }),
      () => {
        controller.abort()
        return false
      },
    )
  },
}

const beforeResponse = {
  title: 'An abort before the response',
  async run({ connect, open }) {
    const place = open(nothing)
    const controller = new AbortController()
    const asking = askChat(connect(place.origin), controller.signal)
    await within(start, place.asked)
    controller.abort()
    const [outcome, closed] = await Promise.all([within(patience, asking), isClosed(place)])
    // The usual time of a first retry.
    await wait(patience)
    return {
      held: Boolean(outcome.error) && closed && place.requests.length === 1,
      seen: words(place, outcome, closed),
    }
  },
}

const retryAfter = 8
const beforeRetry = {
  title: 'An abort in the wait before a retry',
  async run({ connect, open }) {
    const place = open(failure(429, { 'retry-after': String(retryAfter) }))
    const controller = new AbortController()
    const asking = askChat(connect(place.origin), controller.signal)
    await within(start, place.asked)
    // The answer is on its way to the client; a client that does not wait has ended by then.
    if (!(await within(1500, asking)).waiting) return { seen: 'it does not wait: it does not repeat' }
    controller.abort()
    const outcome = await within(patience, asking)
    await wait(place.requests[0].at + (retryAfter + 2) * 1000 - Date.now())
    return { held: Boolean(outcome.error) && place.requests.length === 1, seen: describe(place, outcome) }
  },
}

const beforeCall = {
  title: 'A signal that was aborted before the call',
  async run({ connect, open }) {
    const place = open(good)
    const outcome = await within(start, askChat(connect(place.origin), AbortSignal.abort()))
    await wait(500)
    return { held: Boolean(outcome.error) && place.requests.length === 0, seen: describe(place, outcome) }
  },
}

const breaking = {
  title: '`break` in a stream',
  async run({ connect, open }) {
    const place = open(endless)
    return leftAt(
      place,
      (onPiece) => askStream(connect(place.origin), { onPiece }),
      () => true,
    )
  },
}

export const leavingFamily = {
  title: 'Leaving',
  held: 'The caller aborts or leaves the loop. Held: within 3 s a chat call rejects, a loop is over, and the connection is closed; no request follows.',
  cases: [beforeCall, beforeResponse, beforeRetry, inStream, breaking],
}
