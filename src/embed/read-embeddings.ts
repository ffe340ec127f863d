import { apiError, saidIn } from '../call/classify.ts'
import type { Usage } from '../call/events.ts'
import { given } from '../call/given.ts'
import { asText, parseObject } from '../call/json.ts'
import { readText } from '../call/read.ts'
import type { Answer } from '../call/try.ts'
import { fromBase64 } from '../media/base64.ts'
import { usageOf } from '../text/wire.ts'

/**
 * Texts as vectors.
 *
 * @example
 * ```ts
 * import type { EmbedResult } from 'blossom-ai'
 *
 * const vectorOf = ({ embeddings: [first] }: EmbedResult) => first
 * ```
 */
export interface EmbedResult {
  /** One for each text, in their order. */
  embeddings: Float32Array[]
  /** The model that the service says it used, else the one asked for. */
  model: string
  /** What the service counted. */
  usage?: Usage
  /** The service's own id of the request, else the one made here. */
  requestId: string
}

interface WireEmbeddings {
  data?: unknown
  model?: unknown
  usage?: unknown
  error?: unknown
  status?: unknown
}

/** A vector of base64 or of written numbers; undefined for anything else. */
function vectorOf(value: unknown): Float32Array | undefined {
  if (Array.isArray(value)) return value.every(Number.isFinite) ? Float32Array.from(value) : undefined
  if (typeof value !== 'string') return
  try {
    const view = new DataView(fromBase64(value).buffer)
    if (view.byteLength % 4) return
    // Little-endian on any machine.
    return Float32Array.from({ length: view.byteLength / 4 }, (_, at) => view.getFloat32(at * 4, true))
  } catch {}
}

/**
 * Reads the vectors.
 *
 * @param count - How many there must be.
 */
export async function readEmbeddings(answer: Answer, count: number): Promise<EmbedResult> {
  const { task, scrub } = answer
  const text = await readText(answer)
  const body = parseObject(text, scrub) as WireEmbeddings | undefined
  if (body?.error) throw answer.refuse(text, Number(asText(body.status)) || 502)
  const embeddings: Float32Array[] = []
  const items = (Array.isArray(body?.data) ? body.data : []) as ({ index?: unknown; embedding?: unknown } | null)[]
  for (const [at, item] of items.entries()) {
    const vector = vectorOf(item?.embedding)
    if (vector?.length) embeddings[typeof item?.index === 'number' ? item.index : at] = vector
  }
  const missing = Array.from({ length: count }, (_, at) => at).some((at) => !embeddings[at])
  if (missing || embeddings.length !== count) {
    throw apiError(task, text ? 'unexpected_content' : 'empty', items.length ? 'broken vectors' : saidIn(text, scrub))
  }
  const usage = usageOf(body?.usage)
  answer.usage = usage
  const model = typeof body?.model === 'string' ? body.model : (task.model ?? '')
  return given({ embeddings, model, usage, requestId: answer.requestId() })
}
