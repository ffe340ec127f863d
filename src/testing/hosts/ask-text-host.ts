import { type Answer, answerBytes, answerJson, answerText } from '../answer.ts'
import { answerTextError } from '../answer-error.ts'
import { answerNotice, type Form } from '../answer-refusal.ts'
import { type Ask, cache, hasToken, jsonOf, promptOf, type State } from '../ask.ts'
import { classicEntry, MODELS } from '../catalogue.ts'
import { answerCompletion, answerPlain, answerStream } from '../chat/answer-chat.ts'
import { wordsOf } from '../chat/attachments.ts'
import { complete } from '../chat/complete.ts'
import { type Json, toList, toText } from '../json.ts'
import { makeWav } from '../make/make-wav.ts'
import { hashOf, momentOf } from '../random.ts'
import { usageHeaders } from '../usage-headers.ts'

const GUIDE = 'This is the legacy text API of Pollinations.AI. The current one: https://gen.pollinations.ai/docs\n'
const IMMUTABLE = { 'cache-control': 'public, max-age=31536000, immutable' }

/** text.pollinations.ai: text for everyone who brings no key. */
export function askTextHost(ask: Ask, state: State): Answer {
  const { pathname, searchParams } = ask.url
  const query = Object.fromEntries(searchParams)
  if (ask.method === 'GET' || ask.method === 'HEAD') {
    if (pathname === '/') return answerText(GUIDE)
    if (pathname === '/models') return answerJson(textModels().map(classicEntry))
    if (pathname === '/openai/models') return answerJson(listOpenai())
    const system = query.system ? [{ role: 'system', content: query.system }] : []
    const messages = [...system, { role: 'user', content: promptOf(pathname.slice(1)) }]
    return chat(ask, state, { ...readNumbers(query), messages }, 'plain')
  }
  const isOpenai = /^\/(openai|v1\/chat\/completions)(\/|$)/.test(pathname)
  if (ask.method !== 'POST' || !(isOpenai || pathname === '/')) return answerTextError(404, 'Not Found')
  const body = jsonOf(ask)
  if (!body) return answerTextError(400, 'Invalid JSON in request body')
  if (toList(body.messages).length === 0) return answerTextError(400, 'Invalid messages array')
  return chat(ask, state, { ...readNumbers(query), ...body }, isOpenai ? 'json' : 'plain')
}

/** How the host writes its answer to a request, for the notice that takes its place. */
export function formOfText(ask: Ask): Form {
  const body = ask.method === 'POST' ? jsonOf(ask) : undefined
  if (isTruthy(body?.stream ?? ask.url.searchParams.get('stream'))) return 'events'
  return ask.method === 'POST' && ask.url.pathname !== '/' ? 'json' : 'plain'
}

function chat(ask: Ask, state: State, body: Json, form: 'plain' | 'json'): Answer {
  const model = toText(body.model) || 'openai-fast'
  const written = isTruthy(body.stream) ? 'events' : form
  // A caller who is known gets no answer but the notice, as HTTP 200.
  if (hasToken(ask) || body.token !== undefined) return answerNotice(written, model)
  if (written === 'plain' && (model === 'openai-audio' || toList(body.modalities).includes('audio'))) {
    const words = wordsOf(toList(body.messages).at(-1))
    return answerBytes(makeWav(words, toText(body.voice) || 'amuch'), 'audio/wav', IMMUTABLE)
  }
  const completion = complete(body, state.seed, model)
  const named = { ...completion, id: `pllns_${completion.id}` }
  const cached = cache(ask, state) ? { 'x-cache': 'HIT', 'x-cache-type': 'EXACT' } : { 'x-cache': 'MISS' }
  if (written === 'events') return answerStream(named, cached)
  const headers = { ...usageHeaders(named), ...cached }
  return written === 'json' ? answerCompletion(named, headers) : answerPlain(named, { ...headers, ...IMMUTABLE })
}

/** On this host any text but these switches a parameter on. */
function isTruthy(value: unknown): boolean {
  return !['', 'false', '0', 'null', 'undefined'].includes(`${value ?? ''}`)
}

/** Queries hold texts; these are numbers in a body. */
function readNumbers(query: Record<string, string>): Json {
  const numbers = ['seed', 'max_tokens', 'max_completion_tokens'].filter((name) => name in query)
  return { ...query, ...Object.fromEntries(numbers.map((name) => [name, Number(query[name])])) }
}

function textModels(): typeof MODELS {
  return MODELS.filter((model) => model.kind === 'text')
}

function listOpenai(): Json {
  const names = textModels().flatMap((model) => model.aliases)
  const data = names.map((id) => ({ id, object: 'model', created: momentOf(hashOf(id)) * 1000, owned_by: id }))
  return { object: 'list', data }
}
