import { apiError, saidIn } from '../call/classify.ts'
import { asText, parseObject } from '../call/json.ts'
import { readText } from '../call/read.ts'
import type { Answer } from '../call/try.ts'
import { checkRefusal } from './refusal.ts'
import { isEmpty, stringOf, textOf, usageOf, type WireChat } from './wire.ts'

/**
 * Reads a whole answer of any kind as a completion: JSON, or, where that may be, plain text.
 *
 * @param plain - Whether plain text is an answer.
 * @param first - Bytes that were read already.
 */
export async function readAnswer(answer: Answer, plain: boolean, first?: Uint8Array): Promise<WireChat> {
  const { task, response, scrub } = answer
  const body = await readText(answer, undefined, first)
  const type = response.headers.get('content-type') ?? ''
  const parsed: WireChat | undefined = plain && /^text(?!.event)/.test(type) ? undefined : parseObject(body, scrub)
  if (parsed?.error) throw answer.refuse(body, Number(asText(parsed.status)) || 502)
  // A GET may give a bare message, or JSON that was asked for.
  const bare = { choices: [{ message: parsed && 'role' in parsed ? parsed : { content: body }, finish_reason: '' }] }
  const chat: WireChat = parsed?.choices ? parsed : bare
  const { message, finish_reason } = chat.choices?.[0] ?? {}
  const text = textOf(message?.content)
  answer.usage = usageOf(chat.usage)
  checkRefusal(answer, text, answer.usage)
  if (finish_reason === 'error') throw apiError(task, 'upstream', saidIn(text, scrub))
  // A finish reason with nothing else is an answer that was meant to be empty.
  if (!body.trim() || (!stringOf(finish_reason) && isEmpty(message))) throw apiError(task, 'empty')
  const media = /^(audio|image|video)/.test(type)
  const odd = media || /html|event-stream/.test(type) || !plain || (/json/.test(type) && task.method === 'POST')
  if (odd && chat === bare) throw apiError(task, 'unexpected_content', saidIn(media ? type : body, scrub))
  return chat
}
