// @ts-check
// The bytes of streams, and how to read all of one.

/** @param {object | string} data */
export const event = (data) => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
/** @param {object} delta @param {string} [finish_reason] */
export const delta = (delta, finish_reason) => event({ choices: [{ delta, finish_reason }] })
/** @param {string} content */
export const say = (content) => delta({ content })
export const DONE = event('[DONE]')
/** A good end. */
export const END = delta({}, 'stop') + DONE

/** The fault that answers with a stream of these bytes. @param {string} body @param {Partial<import('./world.mjs').Fault>} [more] */
export const stream = (body, more) => ({ body, headers: { 'content-type': 'text/event-stream' }, ...more })

/** @type {readonly import('./blossom.mjs').Message[]} */
export const MESSAGES = [{ role: 'user', content: 'Tell me a long story' }]

/** All that a stream gives, to its end or its error. @param {import('./blossom.mjs').TextStream} stream */
export async function readAll(stream) {
  /** @type {import('./blossom.mjs').StreamEvent[]} */
  const events = []
  /** @type {unknown} */
  let error
  try {
    for await (const each of stream.events()) events.push(each)
  } catch (reason) {
    error = reason
  }
  const { text } = stream.partial
  return { text, events, types: [...new Set(events.map(({ type }) => type))].join(' '), error }
}
