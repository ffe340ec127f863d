import { isObject, type Json, toList, toObject } from '../json.ts'

const RANGES: Record<string, readonly [low: number, high: number]> = {
  temperature: [0, 2],
  top_p: [0, 1],
  presence_penalty: [-2, 2],
  frequency_penalty: [-2, 2],
  repetition_penalty: [0, 2],
  max_tokens: [0, Number.MAX_SAFE_INTEGER],
  max_completion_tokens: [0, Number.MAX_SAFE_INTEGER],
  seed: [-1, 2147483647],
  top_logprobs: [0, 20],
}
const ROLES: readonly unknown[] = ['system', 'developer', 'user', 'assistant', 'tool', 'function']
const FORMATS: readonly unknown[] = ['text', 'json_object', 'json_schema']

/** What gen finds wrong with a chat body, by the names of its fields; nothing is wrong when there are none. */
export function checkChat(body: Json): Record<string, string[]> {
  const errors: Record<string, string[]> = {}
  function report(field: string, message: string): void {
    errors[field] = [...(errors[field] ?? []), message]
  }
  if (!Array.isArray(body.messages)) report('messages', 'Invalid input: expected array, received undefined')
  else if (body.messages.length === 0) report('messages', 'Too small: expected array to have >=1 items')
  for (const [at, message] of toList(body.messages).entries()) {
    if (!isObject(message) || !ROLES.includes(message.role)) report('messages', `Invalid role at ${at}`)
    else if (message.content === undefined && !message.tool_calls) report('messages', `Missing content at ${at}`)
    else if (message.role === 'tool' && typeof message.tool_call_id !== 'string')
      report('messages', `Missing tool_call_id at ${at}`)
  }
  for (const [field, [low, high]] of Object.entries(RANGES)) {
    const value = body[field]
    if (value === undefined || value === null) continue
    if (typeof value !== 'number') report(field, `Invalid input: expected number, received ${typeof value}`)
    else if (value < low) report(field, `Too small: expected number to be >=${low}`)
    else if (value > high) report(field, `Too big: expected number to be <=${high}`)
  }
  if (Array.isArray(body.stop) && body.stop.length > 4) report('stop', 'Too big: expected array to have <=4 items')
  if (toList(body.tools).length > 128) report('tools', 'Too big: expected array to have <=128 items')
  const format = toObject(body.response_format)
  if (body.response_format !== undefined && !FORMATS.includes(format.type)) report('response_format', 'Invalid input')
  return errors
}
