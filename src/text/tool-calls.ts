import { given } from '../call/given.ts'
import { asText, parseJson } from '../call/json.ts'
import type { Answer } from '../call/try.ts'
import type { ToolCall } from './chat-types.ts'
import { listOf, stringOf, type WireMessage, type WireToolCall } from './wire.ts'

/** The calls of an answer, and the fields of a message that send them back. */
export interface Calls {
  toolCalls: ToolCall[]
  back: { tool_calls: { id: string }[] }
}

const NORMAL = /^(stop|stop_sequence|end_turn|completed?|eos|eos_token|tool_calls?|tool_use|function_calls?)?$/i

/** Whether a finish reason, or none, means that the model said all that it wanted to say. */
export const isNormalEnd = (reason: string | null): boolean => NORMAL.test(reason ?? '')

/** The arguments to send back: no service accepts any that are not valid JSON. */
export const argumentsToSend = ({ invalid, argumentsText }: ToolCall): string =>
  (!invalid && argumentsText.trim()) || '{}'

/**
 * Reads the tool calls of a message.
 *
 * @param normal - Whether the answer ended normally: else no call may be run, even if its arguments happen to be complete.
 */
export function readCalls({ scrub, task }: Answer, message: WireMessage, normal: boolean): Calls {
  const wires = listOf<WireToolCall>(message.tool_calls)
  // An id that is made here must be nowhere in the chat.
  const taken = new Set((task.body + asText(wires)).match(/"call_\d+"/g))
  let made = 0
  const seen = new Set<string>()
  const ids = new Set<string>()
  const toolCalls: ToolCall[] = []
  const back: { id: string }[] = []
  for (const [place, wire] of wires.entries()) {
    const { index = place, ...beside } = wire ?? {}
    const called = wire?.function
    const name = scrub(stringOf(called?.name))
    const argumentsText = scrub(asText(called?.arguments ?? ''))
    let id = stringOf(wire?.id)
    if (!id && !name && !argumentsText) continue
    let parsed: { value: unknown } | undefined
    try {
      // No arguments at all is how several models write a call without parameters.
      if (normal) parsed = { value: parseJson(argumentsText.trim() || '{}', scrub) }
    } catch {}
    // Some gateways send a call a second time.
    const identity = JSON.stringify([id || [index], name, asText(parsed?.value) || argumentsText])
    if (seen.has(identity)) continue
    seen.add(identity)
    while (!id || ids.has(id)) {
      id = `call_${made++}`
      if (taken.has(`"${id}"`)) id = ''
    }
    ids.add(id)
    const toolCall: ToolCall = { id, name, arguments: parsed?.value, argumentsText, ...(!parsed && { invalid: true }) }
    toolCalls.push(toolCall)
    const sent = { ...called, name, arguments: argumentsToSend(toolCall) }
    back.push({ ...beside, id, type: 'function', function: sent } as { id: string })
  }
  // Several services refuse the results of tools without the reasoning that led to them.
  const { reasoning_content, reasoning, reasoning_details } = message
  return { toolCalls, back: { tool_calls: back, ...given({ reasoning_content, reasoning, reasoning_details }) } }
}
