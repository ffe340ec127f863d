import { type Answer, answerJson } from '../answer.ts'
import { answerInvalid, answerMalformed } from '../answer-error.ts'
import { type Ask, cache, jsonOf, type State } from '../ask.ts'
import { toBase64 } from '../bytes.ts'
import { toText } from '../json.ts'
import { makeVector } from '../make/make-vector.ts'
import { mediaHeaders } from './cache-headers.ts'

/** `POST /v1/embeddings`. */
export function embedTexts(ask: Ask, state: State): Answer {
  const body = jsonOf(ask)
  if (!body) return answerMalformed()
  const inputs = Array.isArray(body.input) ? body.input : [body.input]
  if (inputs.length === 0 || inputs.length > 32 || inputs.some((input) => input === undefined || input === '')) {
    return answerInvalid({ input: ['Expected a text or 1 to 32 of them'] })
  }
  const dimensions = Number(body.dimensions ?? 768)
  if (!(dimensions >= 128 && dimensions <= 4096))
    return answerInvalid({ dimensions: ['Expected a number from 128 to 4096'] })
  const model = toText(body.model) || 'openai-3-small'
  const texts = inputs.map((input) => (typeof input === 'string' ? input : JSON.stringify(input)))
  const data = texts.map((text, index) => {
    const vector = makeVector(text, Math.floor(dimensions), `${model} ${state.seed}`)
    return {
      object: 'embedding',
      index,
      embedding: body.encoding_format === 'base64' ? packFloats(vector) : [...vector],
    }
  })
  const tokens = texts.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0)
  const usage = { prompt_tokens: tokens, total_tokens: tokens }
  return answerJson({ object: 'list', data, model, usage }, 200, mediaHeaders(model, cache(ask, state)))
}

/** Little-endian, as the format says, on any machine. */
function packFloats(vector: Float32Array): string {
  const bytes = new Uint8Array(vector.length * 4)
  const view = new DataView(bytes.buffer)
  vector.forEach((value, at) => {
    view.setFloat32(at * 4, value, true)
  })
  return toBase64(bytes)
}
