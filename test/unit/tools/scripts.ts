import type { Message } from '../../../src/index.ts'
import { chatReply, type Stub } from '../helpers/stub.ts'
import { DONE, delta, say, stop } from '../text/chunks.ts'

/** A call of the model: a name and its arguments, as JSON or as a text that is none. */
export type Wish = readonly [name: string, args?: unknown, id?: string]

const wishes = (calls: readonly Wish[]) =>
  calls.map(([name, args = {}, id], index) => ({
    index,
    id: id ?? `call_${name}_${index}`,
    type: 'function',
    function: { name, arguments: typeof args === 'string' ? args : JSON.stringify(args) },
  }))

/** An answer that calls tools. */
export function callReply(...calls: Wish[]): Response {
  const message = { role: 'assistant', content: null, tool_calls: wishes(calls) }
  return chatReply(null, { choices: [{ index: 0, message, finish_reason: 'tool_calls' }] })
}

/** The same as a stream. */
export const callSteps = (...calls: Wish[]): string[] => [
  delta({ tool_calls: wishes(calls) }),
  stop('tool_calls'),
  DONE,
]

/** A text as a stream. */
export const textSteps = (...pieces: string[]): string[] => [...pieces.map(say), stop(), DONE]

export const QUESTION: readonly Message[] = [{ role: 'user', content: 'What is the weather in Oslo?' }]

/** The bodies that were sent. */
export const bodiesOf = ({ asked }: Stub) => asked.map(({ body }) => JSON.parse(`${body}`))
