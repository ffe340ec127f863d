import { type Answer, answerBytes, answerJson } from '../answer.ts'
import { answerInvalid, answerMalformed } from '../answer-error.ts'
import { type Ask, cache, formOf, jsonOf, promptOf, type State } from '../ask.ts'
import { toBase64, toBinary } from '../bytes.ts'
import { MODELS } from '../catalogue.ts'
import { type Json, toList, toObject, toText } from '../json.ts'
import { makePicture } from '../make/make-picture.ts'
import { readFields } from '../multipart.ts'
import { hashOf, momentOf } from '../random.ts'
import { clampSide } from './ask-image-host.ts'
import { storeFile } from './ask-media.ts'
import { mediaHeaders } from './cache-headers.ts'
import { makeVideo } from './make-video.ts'

/** `GET /image/{prompt}`. With a video model it gives a film, as the service does. */
export function drawImage(ask: Ask, state: State, rest: string): Answer {
  const query = ask.url.searchParams
  const errors = Object.fromEntries(
    ['width', 'height', 'seed']
      .filter((name) => !(name === 'seed' ? /^(-1|\d+)?$/ : /^\d*$/).test(query.get(name) ?? ''))
      .map((name) => [name, ['Invalid input: expected a whole number']]),
  )
  if (Object.keys(errors).length > 0) return answerInvalid(errors)
  const model = query.get('model') ?? 'zimage'
  if (MODELS.some((known) => known.kind === 'video' && [known.name, ...known.aliases].includes(model))) {
    return makeVideo(ask, state, rest)
  }
  const words = [promptOf(rest), query.get('seed') ?? '0', model, query.get('image') ?? '']
  const width = clampSide(Number(query.get('width') ?? 1024))
  const picture = makePicture(width, clampSide(Number(query.get('height') ?? 1024)), state.seed, ...words)
  return answerBytes(picture, 'image/png', {
    ...mediaHeaders(model, cache(ask, state)),
    'x-usage-completion-image-tokens': '1',
  })
}

/** `POST /v1/images/generations`. */
export function generateImages(ask: Ask, state: State): Answer {
  const body = jsonOf(ask)
  if (!body) return answerMalformed()
  return draw(ask, state, body, toList(body.image).join('|') || toText(body.image), body.response_format === 'url')
}

/** `POST /v1/images/edits`: JSON with addresses, or multipart with files. */
export function editImages(ask: Ask, state: State): Answer {
  const form = formOf(ask)
  if (!form) {
    const body = jsonOf(ask)
    if (!body) return answerMalformed()
    const images =
      typeof body.image === 'string'
        ? [body.image]
        : toList(body.image).map((image) => toText(toObject(image).image_url))
    if (images.length === 0 || images.includes('')) return answerInvalid({ image: ['Invalid input'] })
    return draw(ask, state, body, images.join('|'), false)
  }
  const files = form.filter((field) => /^image(\[\])?$/.test(field.name) && field.filename !== undefined)
  if (files.length === 0) return answerInvalid({ image: ['Required'] })
  // The service ignores a seed in multipart.
  const { seed: _seed, ...fields } = readFields(form)
  return draw(ask, state, fields, files.map((file) => hashOf(toBinary(file.bytes))).join('|'), false)
}

function draw(ask: Ask, state: State, body: Json, images: string, asUrl: boolean): Answer {
  const prompt = toText(body.prompt)
  const size = /^(\d+)x(\d+)$/.exec(toText(body.size) || '1024x1024')
  const errors = {
    ...(prompt === '' || prompt.length > 32_000 ? { prompt: ['Expected a text of 1 to 32000 characters'] } : {}),
    ...(body.n !== undefined && Number(body.n) !== 1 ? { n: ['Only n=1 is supported'] } : {}),
    ...(size ? {} : { size: ['Expected WIDTHxHEIGHT'] }),
  }
  if (Object.keys(errors).length > 0) return answerInvalid(errors)
  const model = toText(body.model) || (images === '' ? 'zimage' : 'flux')
  const identity = hashOf(state.seed, prompt, `${body.seed ?? ''}`, model, images)
  const picture = makePicture(clampSide(Number(size?.[1])), clampSide(Number(size?.[2])), identity)
  const tokens = Math.ceil(prompt.length / 4)
  const usage = {
    input_tokens: tokens,
    output_tokens: 1,
    total_tokens: tokens + 1,
    input_tokens_details: { text_tokens: tokens, image_tokens: 0 },
  }
  const url = asUrl ? storeFile(state, { bytes: picture, mediaType: 'image/png' }, identity) : undefined
  const item = { ...(url ? { url } : { b64_json: toBase64(picture) }), revised_prompt: prompt }
  return answerJson({ created: momentOf(identity), data: [item], usage }, 200, {
    ...mediaHeaders(model, cache(ask, state)),
    ...(url ? { link: `<${url}>; rel="enclosure"` } : {}),
  })
}
