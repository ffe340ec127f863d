import { type Answer, answerJson, answerText } from './answer.ts'
import { answerStatus } from './answer-error.ts'
import { answerNotice, answerRefusal, answerRefusalStatus } from './answer-refusal.ts'
import { type Ask, jsonOf } from './ask.ts'
import { type Bytes, concat, encode } from './bytes.ts'
import { formOfChat } from './hosts/ask-chat.ts'
import { findProxied } from './hosts/ask-elsewhere.ts'
import { answerPlaceholder, answerUseEnter } from './hosts/ask-image-host.ts'
import { formOfText } from './hosts/ask-text-host.ts'
import { toText } from './json.ts'
import type { Fault } from './types.ts'

/** The answer that a fault puts in the place of the normal one; undefined when it leaves that one in place. */
export function replaceAnswer(fault: Fault, ask: Ask): Answer | undefined {
  if (fault.placeholder) return answerPlaceholder()
  if (fault.refusal) return refuse(fault.refusal, ask)
  if (fault.body !== undefined) {
    const status = fault.status ?? 200
    return typeof fault.body === 'string' ? answerText(fault.body, status) : answerJson(fault.body, status)
  }
  if (fault.status === undefined) return undefined
  // What stands in front of gen hands gen's errors on.
  const isProxy = !ask.url.host.endsWith('.pollinations.ai') && findProxied(ask) !== undefined
  return answerStatus(isProxy ? 'gen.pollinations.ai' : ask.url.host, ask.url.pathname, fault.status)
}

/** What a fault changes in an answer: its status, its headers, and the bytes that are put in. */
export function changeAnswer(fault: Fault, answer: Answer): Answer {
  const headers = { ...answer.headers }
  for (const [name, value] of Object.entries(fault.headers ?? {})) headers[name.toLowerCase()] = value
  const changed = { ...answer, status: fault.status ?? answer.status, headers }
  if (fault.insert === undefined) return changed
  delete headers['content-length']
  const events = answer.stream ? [...answer.pieces] : splitEvents(answer.pieces)
  events.splice((fault.at ?? 1) - 1, 0, encode(fault.insert))
  return { ...changed, pieces: events }
}

/** A body that the fault itself brought is one piece: its events end at blank lines. */
function splitEvents(pieces: readonly Bytes[]): Bytes[] {
  const text = new TextDecoder().decode(concat(pieces))
  return (text.match(/[\s\S]*?(?:\n\n|\r\n\r\n|\r\r|$)/g) ?? []).filter((event) => event !== '').map(encode)
}

function refuse(refusal: NonNullable<Fault['refusal']>, ask: Ask): Answer {
  const model = toText(jsonOf(ask)?.model) || ask.url.searchParams.get('model') || 'openai'
  if (refusal === 'deprecation') {
    return ask.url.host === 'image.pollinations.ai'
      ? answerUseEnter(ask.url.pathname)
      : answerNotice(formOfText(ask), model)
  }
  const { form, isJson } = formOfChat(ask)
  const isChat = /\/chat\/completions$|\/text(\/|$)/.test(ask.url.pathname)
  return isChat && !isJson ? answerRefusal(refusal, form, model) : answerRefusalStatus(refusal)
}
