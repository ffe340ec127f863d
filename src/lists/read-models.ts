import { apiError, saidIn } from '../call/classify.ts'
import { given } from '../call/given.ts'
import { parseJson } from '../call/json.ts'
import { readText } from '../call/read.ts'
import type { Answer } from '../call/try.ts'
import type { ModelInfo } from './model-list.ts'

/** The names in a list of texts or of things with a name. */
function namesIn(list: unknown): string[] | undefined {
  if (!Array.isArray(list)) return
  return list.map((item) => item?.name ?? item?.id ?? item).filter((name) => name && typeof name === 'string')
}

function toModel(entry: unknown): ModelInfo[] {
  const [name] = namesIn([entry]) ?? []
  if (!name) return []
  if (typeof entry === 'string') return [{ name, aliases: [] }]
  const { aliases, description, voices, input_modalities, output_modalities } = entry as Record<string, unknown>
  const more = given({
    description: typeof description === 'string' ? description : undefined,
    voices: namesIn(voices),
    inputModalities: namesIn(input_modalities),
    outputModalities: namesIn(output_modalities),
  })
  return [{ name, aliases: namesIn(aliases) ?? [], ...more, raw: entry }]
}

/**
 * Reads a list of models: texts, objects, or either in `data`. What is no model is left out.
 *
 * @throws APIError `unexpected_content` when it is no list, or none of it is a model.
 */
export async function readModels(answer: Answer): Promise<ModelInfo[]> {
  const { task, scrub } = answer
  const text = await readText(answer)
  let list: unknown
  try {
    list = parseJson(text, scrub)
  } catch {}
  const { data = list, error } = Object(list) as { data?: unknown; error?: unknown }
  if (error) throw answer.refuse(text, 502)
  const models = Array.isArray(data) ? data.flatMap(toModel) : []
  if (models.length || (Array.isArray(data) && !data.length)) return models
  throw apiError(task, text ? 'unexpected_content' : 'empty', saidIn(text, scrub))
}
