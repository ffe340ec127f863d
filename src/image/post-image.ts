import { apiError, saidIn } from '../call/classify.ts'
import { isBlossomError } from '../call/errors.ts'
import { asText, parseObject } from '../call/json.ts'
import type { CallOptions } from '../call/options.ts'
import type { Task } from '../call/plan.ts'
import { readText } from '../call/read.ts'
import { send } from '../call/send.ts'
import type { Answer } from '../call/try.ts'
import { fromBase64 } from '../media/base64.ts'
import type { Media } from '../media/media.ts'
import { type Asked, makeMedia, readMedia } from '../media/read-media.ts'

interface WireImages {
  data?: unknown
  error?: unknown
  status?: unknown
}

// A host that ends as public names do, as `new URL` writes it: not `localhost`, `redis`, `metadata.google.internal`, nor an
// address of numbers.
const PUBLIC = /\.(?!local|internal)[a-z][^.]*\.?$/

/** Whether an address may be fetched: on a server not in its own network, but for the service's own origin. */
const isOpen = ({ hostname, origin }: URL, task: Task): boolean =>
  !!globalThis.location || PUBLIC.test(hostname) || task.url.startsWith(`${origin}/`)

/** Reads the JSON in which gen answers a POST for an image: the first image in it that can be used, or its address. */
async function readImages(answer: Answer, asked: Asked): Promise<Media | URL> {
  const { task, scrub } = answer
  const text = await readText(answer)
  const body = parseObject(text, scrub) as WireImages | undefined
  if (body?.error) throw answer.refuse(text, Number(asText(body.status)) || 502)
  const items = [body?.data].flat() as ({ b64_json?: unknown; url?: unknown } | null | undefined)[]
  let failure: unknown
  // Services put any form into either field.
  for (const field of items.flatMap((item) => [item?.b64_json, item?.url])) {
    const source = asText(field ?? '').trim()
    if (!source || /^(?!https?:|data:)\w{1,20}:/i.test(source)) continue
    try {
      const url = /^http\w?:/i.test(source) && new URL(source)
      if (url && isOpen(url, task)) return url
      // An address that is left over is not base64 either.
      const bytes = fromBase64(source)
      return makeMedia(answer, [bytes], bytes, 'image', asked)
    } catch (error) {
      failure ??= error
    }
  }
  if (isBlossomError(failure)) throw failure
  const said = failure ? 'its image is broken or at a local address' : saidIn(text, scrub)
  throw apiError(task, body?.data && !failure ? 'empty' : 'unexpected_content', said)
}

/** Asks by POST for an image, and fetches it where the answer holds its address. */
export async function postImage(task: Task, options: CallOptions, asked: Asked): Promise<Media> {
  let { model, requestId } = { ...options, ...asked }
  const found = await send(task, options, (answer) => {
    requestId = answer.requestId()
    // Cut here, since the second request knows of no key.
    model = answer.scrub(answer.response.headers.get('x-model-used') ?? model ?? '')
    return readImages(answer, asked)
  })
  if (!(found instanceof URL)) return found
  // A public file on another host: what lets the caller in at the service is not for that one.
  const rest = { ...options, requestId, apiKey: undefined, headers: undefined }
  const { href: url, origin } = found
  const { operation } = task
  const file: Task = {
    operation,
    service: 'media',
    method: 'GET',
    url,
    shown: `${origin}/…`,
    joined: true,
    silent: true,
  }
  return send(file, rest, (answer) => readMedia(answer, 'image', { ...asked, model }))
}
