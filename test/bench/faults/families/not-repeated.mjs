import { failure, fine, good, once } from '../answers.mjs'
import { askChat, describe, within } from '../watch.mjs'

const patience = 20_000

const final = (status) => ({
  title: `Status ${status}`,
  async run({ connect, open }) {
    const place = open(once(failure(status)))
    const outcome = await within(patience, askChat(connect(place.origin)))
    return { held: place.requests.length === 1 && Boolean(outcome.error), seen: describe(place, outcome) }
  },
})

const switchedOff = {
  title: '`maxRetries: 0`, for a good answer and for a 503',
  async run({ connect, open }) {
    const places = [open(good), open(failure(503))]
    const [well, failed] = await Promise.all(
      places.map(({ origin }) => within(patience, askChat(connect(origin, { maxRetries: 0 })))),
    )
    const held = places.every(({ requests }) => requests.length === 1) && well.text === fine && Boolean(failed.error)
    return { held, seen: `${describe(places[0], well)}; ${describe(places[1], failed)}` }
  },
}

export const notRepeatedFamily = {
  title: 'Nothing to repeat',
  held: 'A second request would fail as well, or is not wanted. Held: exactly one request is sent, and its outcome is handed on.',
  cases: [...[400, 401, 402].map(final), switchedOff],
}
