import { dyingInBody, failure, fine, once, reset } from '../answers.mjs'
import { askChat, askStream, describe, within } from '../watch.mjs'

const patience = 20_000

const repeated = (title, fault, ask = askChat, gap) => ({
  title,
  gap,
  async run({ connect, open }) {
    const place = open(once(fault))
    const outcome = await within(patience, ask(connect(place.origin)))
    const held = place.requests.length === 2 && outcome.text === fine && !outcome.error
    return { held, seen: describe(place, outcome) }
  },
})

export const repeatedFamily = {
  title: 'Failures that pass',
  held: 'The first request fails. Held: the client sends it once more within 20 s, and gives the second answer.',
  cases: [
    repeated('Status 408', failure(408)),
    ...[500, 502, 503, 504, 520, 524].map((status) => repeated(`Status ${status}`, failure(status))),
    repeated('A reset before the response', reset),
    repeated(
      'A connection that dies inside a JSON answer',
      dyingInBody,
      askChat,
      'The service had begun to answer, so it may have charged for the answer. A second request could be charged again: the caller gets the error and decides.',
    ),
    repeated('Status 503 to a stream', failure(503), askStream),
    repeated('A reset before a stream', reset, askStream),
  ],
}
