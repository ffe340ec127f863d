import { type Answer, answerJson } from '../answer.ts'
import type { Ask, State } from '../ask.ts'
import { genEntry, MODELS } from '../catalogue.ts'
import { hashOf, momentOf } from '../random.ts'

/** The lists: `/models`, `/{kind}/models` and, in OpenAI's words, `/v1/models`. */
export function listGenModels(ask: Ask, _state: State, kind: string): Answer {
  const kinds = {
    text: ['text'],
    image: ['image', 'video'],
    audio: ['audio'],
    video: ['video'],
    embeddings: ['embedding'],
  }[kind]
  const models = MODELS.filter((model) => !kinds || kinds.includes(model.kind))
  if (!/(^|\/)v1\/models$/.test(ask.url.pathname)) return answerJson(models.map(genEntry))
  const data = models.map((model) => ({
    id: model.name,
    object: 'model',
    created: momentOf(hashOf(model.name)) * 1000,
    ...genEntry(model),
  }))
  return answerJson({ object: 'list', data })
}
