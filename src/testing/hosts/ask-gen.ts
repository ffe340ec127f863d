import { type Answer, answerText } from '../answer.ts'
import { answerGenError } from '../answer-error.ts'
import { type Ask, isCached, isKeyGood, keyOf, type State } from '../ask.ts'
import { hashOf, hexOf } from '../random.ts'
import { askChat, askText } from './ask-chat.ts'
import { uploadFile } from './ask-media.ts'
import { drawImage, editImages, generateImages } from './draw-image.ts'
import { embedTexts } from './embed-texts.ts'
import { listGenModels } from './list-gen-models.ts'
import { makeVideo } from './make-video.ts'
import { speakText } from './speak-text.ts'
import { transcribeFile } from './transcribe-file.ts'

/** Answers a request; `rest` is what the path holds after the route. */
type Answerer = (ask: Ask, state: State, rest: string) => Answer

/** The expressions are tested against the raw path; the first group is the rest. */
const ROUTES: readonly (readonly [method: string, path: RegExp, answer: Answerer])[] = [
  ['POST', /^\/v1\/chat\/completions$/, askChat],
  ['GET', /^\/text\/(?!models$)(.+)$/, askText],
  ['POST', /^\/text\/?$/, askText],
  ['GET', /^\/image\/(?!models$)(.+)$/, drawImage],
  ['POST', /^\/v1\/images\/generations$/, generateImages],
  ['POST', /^\/v1\/images\/edits$/, editImages],
  ['GET', /^\/video\/(?!models$)(.+)$/, makeVideo],
  ['GET', /^\/audio\/(?!models$)(.+)$/, speakText],
  ['POST', /^\/v1\/audio\/speech$/, speakText],
  ['POST', /^\/v1\/audio\/transcriptions$/, transcribeFile],
  ['POST', /^\/v1\/embeddings$/, embedTexts],
  // Not on gen itself: it is where the library puts files at any other base, and this host is served at one.
  ['POST', /^\/upload$/, uploadFile],
  ['GET', /^\/(?:v1\/|(text|image|audio|video|embeddings)\/)?models$/, listGenModels],
]

/** gen.pollinations.ai. */
export function askGen(ask: Ask, state: State): Answer {
  const found = findGenRoute(ask.method, ask.url.pathname)
  const answer = found ? askRoute(found, ask, state) : answerText('Not Found', 404)
  return { ...answer, headers: { ...answer.headers, 'x-request-id': requestIdOf(ask), 'x-robots-tag': 'noindex' } }
}

function askRoute({ answer, rest }: FoundRoute, ask: Ask, state: State): Answer {
  // The cache comes before the key: a picture that was made once is there for everyone with its address.
  const isPublic = ask.method === 'GET' && isCached(ask, state)
  // Catalogues are free, generations need a key.
  if (answer !== listGenModels && !isPublic) {
    const key = keyOf(ask)
    if (key === undefined) return answerGenError(401)
    if (!isKeyGood(key, state)) return answerGenError(401, 'Invalid or expired API key.')
  }
  return answer(ask, state, rest)
}

/** What answers a request to gen, and what the path holds after its route. */
export interface FoundRoute {
  answer: Answerer
  rest: string
}

/** The route of gen that a request takes. */
export function findGenRoute(method: string, path: string): FoundRoute | undefined {
  for (const [allowed, pattern, answer] of ROUTES) {
    const match = allowed === (method === 'HEAD' ? 'GET' : method) ? pattern.exec(path) : null
    if (match) return { answer, rest: match[1] ?? '' }
  }
  return undefined
}

/** The service takes over an id that a caller gives it, and makes one otherwise. */
function requestIdOf(ask: Ask): string {
  const given = ask.headers.get('x-request-id') ?? ''
  return /^[\w\-=]{1,255}$/.test(given) ? given : hexOf(hashOf(ask.method, ask.url.href, ask.bytes.length), 32)
}
