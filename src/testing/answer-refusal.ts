import type { Answer } from './answer.ts'
import { answerGenError } from './answer-error.ts'
import { answerCompletion, answerPlain, answerStream } from './chat/answer-chat.ts'
import type { Completion } from './chat/complete.ts'
import { hashOf, hexOf, momentOf } from './random.ts'

/** How an answer is written. */
export type Form = 'json' | 'events' | 'plain'

const GEN = {
  balance:
    "The account behind this API key doesn't have enough credits. Please [top up](https://enter.pollinations.ai/top-up?ref=agent_low_balance_topup) or [complete a quest](https://enter.pollinations.ai/quests?ref=agent_low_balance_quests), then try again.",
  key_budget:
    'The API key used for this request has reached its budget. Please [raise the budget](https://enter.pollinations.ai/edit-key?ref=agent_key_budget), then try again.',
  permission:
    "The API key used for this request isn't allowed to use this model. Please [allow it](https://enter.pollinations.ai/grant?ref=agent_permission), then try again.",
} as const

/** Gen's refusal to a chat: since September 2026 an assistant message with HTTP 200. */
export function answerRefusal(refusal: keyof typeof GEN, form: Form, model: string): Answer {
  return write(GEN[refusal], form, model, { 'cache-control': 'private, no-store' })
}

/** The same refusal where it keeps its status: media, embeddings, and chats that asked for JSON. */
export function answerRefusalStatus(refusal: keyof typeof GEN): Answer {
  const fixUrl = /https:[^?]*/.exec(GEN[refusal])?.[0] ?? ''
  switch (refusal) {
    case 'balance':
      return answerGenError(402, 'Insufficient pollen balance for this request.', {
        code: 'INSUFFICIENT_BALANCE',
        fixUrl,
      })
    case 'key_budget':
      return answerGenError(402, 'The budget of this API key is exhausted.', { code: 'KEY_BUDGET_EXHAUSTED', fixUrl })
    default:
      return answerGenError(403, "This API key isn't allowed to use this model.", { code: 'FORBIDDEN', fixUrl })
  }
}

/** What an account at the classic hosts is told. */
const NOTICE =
  '⚠️ **IMPORTANT NOTICE** ⚠️\n\nThe Pollinations legacy text API is being deprecated for **authenticated users**.\n\nPlease migrate to our new service at https://enter.pollinations.ai for better performance and access to all the latest models.\n\nNote: Anonymous requests to text.pollinations.ai are NOT affected and will continue to work normally.'

/** The classic text host's notice in place of an answer, with HTTP 200; the plain form is even kept in caches. */
export function answerNotice(form: Form, model: string): Answer {
  return write(NOTICE, form, model, form === 'plain' ? { 'cache-control': 'public, max-age=31536000, immutable' } : {})
}

function write(text: string, form: Form, model: string, headers: Record<string, string>): Answer {
  const identity = hashOf(text, model)
  const completion: Completion = {
    id: `chatcmpl-${hexOf(identity, 32)}`,
    created: momentOf(identity),
    model,
    text,
    toolCalls: [],
    finishReason: 'stop',
    usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
  }
  if (form === 'plain') return answerPlain(completion, headers)
  return form === 'events' ? answerStream(completion, headers) : answerCompletion(completion, headers)
}
