import { nothing, stalled } from '../answers.mjs'
import { askChat, askStream, describe, within } from '../watch.mjs'

const timeout = 2000
const patience = 30_000

const silent = (title, answer, ask, maxRetriesOf = () => undefined) => ({
  title,
  async run({ client, connect, open }) {
    if (client.hasNoTimeout) return { seen: 'it has no such option' }
    const place = open(answer)
    const outcome = await within(patience, ask(connect(place.origin, { timeout, maxRetries: maxRetriesOf(client) })))
    return { held: Boolean(outcome.error), seen: describe(place, outcome) }
  },
})

export const silenceFamily = {
  title: 'Silence',
  held: "The client's own timeout option is 2 s. Held: an error within 30 s, retries included.",
  cases: [
    silent('No response at all', nothing, askChat),
    silent('A stream that falls silent', stalled, askStream, ({ fewestRetries = 0 }) => fewestRetries),
  ],
}
