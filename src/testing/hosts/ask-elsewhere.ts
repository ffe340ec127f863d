import { type Answer, answerBytes, answerText } from '../answer.ts'
import { type Ask, jsonOf, keyOf, type State } from '../ask.ts'
import { toText } from '../json.ts'
import { makePicture } from '../make/make-picture.ts'
import { type FoundRoute, findGenRoute } from './ask-gen.ts'
import { uploadFile } from './ask-media.ts'

/**
 * A host of the user's own: a proxy in front of gen (its path ends like one of gen's; it has the key, so nobody else
 * needs one), or an image worker, which takes `?prompt=` or a JSON prompt with a key. Undefined for anything else.
 */
export function askElsewhere(ask: Ask, state: State): Answer | undefined {
  const { pathname, searchParams } = ask.url
  const proxied = findProxied(ask)
  if (proxied) return proxied.answer(ask, state, proxied.rest)
  if (ask.method === 'POST' && pathname.endsWith('/upload')) return uploadFile(ask, state)
  if (ask.method === 'GET' && searchParams.has('prompt')) return draw(searchParams.get('prompt') ?? '', 'flux', state)
  const body = ask.method === 'POST' ? jsonOf(ask) : undefined
  if (!body || !('prompt' in body)) return undefined
  if (keyOf(ask) === undefined) return answerText('Unauthorized', 401)
  return draw(toText(body.prompt), 'sdxl', state)
}

/** The route of gen at the end of a proxy's path. */
export function findProxied({ method, url: { pathname } }: Ask): FoundRoute | undefined {
  for (let at = 0; at >= 0; at = pathname.indexOf('/', at + 1)) {
    const found = findGenRoute(method, pathname.slice(at))
    if (found) return found
  }
  return undefined
}

function draw(prompt: string, model: string, state: State): Answer {
  if (prompt.trim() === '') return answerText('Missing prompt', 400)
  return answerBytes(makePicture(1024, 1024, state.seed, prompt, model), 'image/png')
}
