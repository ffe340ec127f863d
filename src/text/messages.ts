import { badInput } from '../call/options.ts'
import { toBase64, toDataUrl } from '../media/base64.ts'
import type { ContentPart, Message } from './chat-types.ts'

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool']

/**
 * Checks messages before anything is sent.
 *
 * @throws ValidationError `invalid_message` that names the message.
 */
export function checkMessages(operation: string, messages: readonly Message[]): void {
  const bad = (need: string, at?: number): never => {
    const message = `messages${at === undefined ? '' : `[${at}]`} must have ${need}.`
    const alone = typeof messages === 'string' && /chat$/i.test(operation)
    const suggestion = `Give [{ role: 'user', content: 'Hello' }]${alone ? '; a text alone goes to generateText()' : ''}.`
    throw badInput(operation, 'invalid_message', message, suggestion)
  }
  if (!Array.isArray(messages) || !messages.length) bad('at least one message, in a list')
  // Not forEach: that passes over the holes of a list.
  for (const [at, message] of messages.entries()) {
    const { role, content, tool_calls, tool_call_id } = message ?? {}
    if (!ROLES.includes(role)) bad(`a role: one of ${ROLES.join(', ')}`, at)
    if (Array.isArray(content)) {
      if (!content.length || !content.every((part) => typeof part?.type === 'string')) bad('parts with a type', at)
    } else if (typeof content !== 'string' && !(role === 'assistant' && tool_calls?.length && content == null)) {
      bad('content: a string or parts', at)
    }
    if (role === 'tool' && typeof tool_call_id !== 'string') bad('the tool_call_id that it answers', at)
  }
}

/** A copy of a part as it is now, with its Blobs encoded. */
async function encodePart(given: Record<string, unknown> & { type: string }): Promise<unknown> {
  const part: typeof given = { ...given }
  const inner = part[part.type]
  if (typeof inner !== 'object' || !inner) return part
  const copy: Record<string, unknown> = { ...inner }
  part[part.type] = copy
  for (const [name, value] of Object.entries(copy)) {
    if (!(value instanceof Blob)) continue
    const audio = part.type === 'input_audio'
    copy[name] = audio ? await toBase64(value) : await toDataUrl(value)
    // `audio/mpeg` is the name of mp3.
    if (audio) copy.format ??= value.type.replace(/^audio\/(x-)?|;.*/g, '').replace('mpeg', 'mp3') || 'wav'
  }
  return part
}

/** A copy of the messages as they are now, with their Blobs as data URLs, audio as plain base64. */
export async function encodeMessages(messages: readonly Message[]): Promise<readonly Message[]> {
  const encode = async (message: Message, parts: readonly ContentPart[]) => {
    return { ...message, content: (await Promise.all(parts.map(encodePart))) as ContentPart[] }
  }
  return Promise.all(
    messages.map((message) =>
      typeof message.content === 'object' && message.content ? encode(message, message.content) : { ...message },
    ),
  )
}
