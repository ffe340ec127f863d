import { failure, fine, once } from '../answers.mjs'
import { askChat, describe, within } from '../watch.mjs'

const asked = 3000
const patience = 75_000
/** Timers of Node may fire a little early, and clocks differ by as much. */
const tolerance = 50

/** @param headers of the first answer, made when it is sent */
const waited = (title, headers, { least, most }) => ({
  title,
  async run({ connect, open }) {
    const place = open(once(failure(429, headers)))
    const outcome = await within(patience, askChat(connect(place.origin)))
    const [first, second] = place.requests
    const gap = second ? second.at - first.at : undefined
    const held = outcome.text === fine && gap >= least - tolerance && gap <= most
    return { held, seen: describe(place, outcome) + (second ? `, ${(gap / 1000).toFixed(1)} s apart` : '') }
  },
})

/** A date has whole seconds: rounded up, so that it is never nearer than the least wait. */
const dateIn = (ms) => new Date(Math.ceil((Date.now() + ms) / 1000) * 1000).toUTCString()

export const waitsFamily = {
  title: 'Rate limits',
  held: 'The first answer is a 429. Held: the second request is sent when it was asked for, at most 10 s later (75 s where no time was named), and its answer given.',
  cases: [
    waited('`Retry-After` in seconds', { 'retry-after': String(asked / 1000) }, { least: asked, most: asked + 10_000 }),
    waited('`Retry-After` as a date', () => ({ 'retry-after': dateIn(asked) }), { least: asked, most: asked + 11_000 }),
    waited('No `Retry-After`', {}, { least: 0, most: patience }),
  ],
}
