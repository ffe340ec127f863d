import type { Said } from './stream-script.ts'

/** What must come out of a stream. */
export interface Expected {
  events: object[]
  text: string
  /** Undefined: it ends well. */
  code: string | undefined
}

/** How a body ends: by itself, or by an error of the connection. */
export type Closing = 'close' | 'error'

/**
 * The rules of S1 to S17 for a stream of which so much was said: nothing of how it is read.
 *
 * @param heard - What came in full.
 * @param clean - Whether the body ended behind a whole line.
 * @param half - Whether it ended behind a line whose event goes on.
 */
export function expect(
  heard: readonly Said[],
  host: 'gen' | 'classic',
  clean: boolean,
  half: boolean,
  closing: Closing,
): Expected {
  const events: object[] = []
  let text = ''
  let finish: string | undefined
  let usage: object | undefined
  let done = false
  let chunks = 0
  let code: string | undefined
  for (const said of heard) {
    if (said.say === 'done') {
      done = true
      break
    }
    if (said.say === 'error') {
      code = 'provider'
      break
    }
    if (said.say === 'broken') {
      code = 'malformed'
      break
    }
    if (said.say !== 'nothing' || /^[{[]/.test(said.data)) chunks++
    if (said.say === 'finish') finish = said.reason
    else if (said.say === 'usage')
      usage = { inputTokens: said.input, outputTokens: said.output, totalTokens: said.input + said.output }
    else if ((said.say === 'text' || said.say === 'thought') && said.text) {
      events.push({ type: said.say === 'text' ? 'text' : 'reasoning', text: said.text })
      if (said.say === 'text') text += said.text
    }
  }
  const complete = finish !== undefined || (done && host === 'classic')
  if (!code && done && !chunks) code = 'empty'
  else if (!code && half && closing === 'close' && !done) code = 'malformed'
  else if (!code && closing === 'error' && !done) code = 'incomplete'
  else if (!code && !((done || clean) && complete)) code = 'incomplete'
  if (!code && usage) events.push({ type: 'usage', usage })
  if (!code && finish) events.push({ type: 'finish', finishReason: finish })
  return { events, text, code }
}
