import type { Answer } from '../answer.ts'
import { answerInvalid, answerMalformed } from '../answer-error.ts'
import type { Form } from '../answer-refusal.ts'
import { type Ask, cache, jsonOf, promptOf, type State } from '../ask.ts'
import { answerCompletion, answerPlain, answerStream } from '../chat/answer-chat.ts'
import { checkChat } from '../chat/check-chat.ts'
import { complete } from '../chat/complete.ts'
import { type Json, toList, toObject, toText } from '../json.ts'
import { usageHeaders } from '../usage-headers.ts'
import { cacheHeaders } from './cache-headers.ts'

/** `POST /v1/chat/completions`. */
export function askChat(ask: Ask, state: State): Answer {
  return chat(ask, state, jsonOf(ask), 'json')
}

/** `GET /text/{prompt}` and `POST /text`. */
export function askText(ask: Ask, state: State, rest: string): Answer {
  return chat(ask, state, ask.method === 'POST' ? jsonOf(ask) : readQuery(ask, rest), 'plain')
}

/** How gen writes its answer to a chat, and whether it keeps the status of a refusal. */
export function formOfChat(ask: Ask): { form: Form; isJson: boolean } {
  const body = (ask.method === 'POST' ? jsonOf(ask) : readQuery(ask, '')) ?? {}
  const format = toText(toObject(body.response_format).type)
  const isJson = format.startsWith('json') || body.json === true || body.jsonMode === true
  const form = ask.url.pathname.includes('/chat/completions') ? 'json' : 'plain'
  return { form: body.stream === true ? 'events' : form, isJson: isJson || toList(body.modalities).includes('audio') }
}

function chat(ask: Ask, state: State, body: Json | undefined, form: 'json' | 'plain'): Answer {
  if (!body) return answerMalformed()
  const errors = checkChat(body)
  if (Object.keys(errors).length > 0) return answerInvalid(errors)
  const made = complete(body, state.seed, toText(body.model) || 'openai')
  const completion = { ...made, id: `chatcmpl-${made.id}` }
  // Streams are neither kept nor joined.
  if (body.stream === true) return answerStream(completion)
  const headers = { ...usageHeaders(completion), ...cacheHeaders(cache(ask, state)) }
  return form === 'json' ? answerCompletion(completion, headers) : answerPlain(completion, headers)
}

/** The parameters of a GET in the words of a body. */
function readQuery(ask: Ask, rest: string): Json {
  const { system, stream, json, ...query } = Object.fromEntries(ask.url.searchParams)
  const numbers = Object.entries(query).map(([name, value]) => [
    name,
    value !== '' && !Number.isNaN(Number(value)) ? Number(value) : value,
  ])
  const opening = system ? [{ role: 'system', content: system }] : []
  return {
    ...Object.fromEntries(numbers),
    stream: stream === 'true',
    json: json === 'true',
    messages: [...opening, { role: 'user', content: promptOf(rest) }],
  }
}
