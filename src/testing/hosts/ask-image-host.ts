import { type Answer, answerBytes, answerEmpty, answerJson } from '../answer.ts'
import { answerImageError } from '../answer-error.ts'
import { type Ask, cache, hasToken, promptOf, type State } from '../ask.ts'
import { MODELS } from '../catalogue.ts'
import { makePicture } from '../make/make-picture.ts'

/** image.pollinations.ai: pictures for everyone who brings no key. */
export function askImageHost(ask: Ask, state: State): Answer {
  const { pathname } = ask.url
  if (ask.method === 'HEAD') return answerEmpty(204)
  if (ask.method !== 'GET') return answerImageError(404, 'Not Found', 'The requested endpoint was not found', pathname)
  const images = MODELS.filter((model) => model.kind === 'image')
  if (pathname === '/models')
    return answerJson(
      images.map((model) => model.aliases[0]),
      200,
      { 'cache-control': 'no-store' },
    )
  if (pathname === '/about') {
    return answerJson(
      images.map((model) => ({ name: model.aliases[0], tier: 'anonymous', enhance: false, maxSideLength: 1024 })),
    )
  }
  if (hasToken(ask)) return answerUseEnter(pathname)
  return draw(ask, state)
}

/** A caller who is known is sent away: the classic hosts serve nobody but the anonymous. */
export function answerUseEnter(path: string): Answer {
  return answerImageError(
    403,
    'Forbidden',
    'The Pollinations legacy image API is being deprecated for authenticated users. Please use https://enter.pollinations.ai',
    path,
  )
}

/** What the host answers, with HTTP 200, in place of a refusal: a picture, told apart by its headers only. */
export function answerPlaceholder(): Answer {
  return answerBytes(makePicture(512, 512, 'placeholder'), 'image/png', {
    'cache-control': 'no-store',
    'x-error-type': 'Too Many Requests',
    'x-error-status': '429',
    'x-error-message': 'Queue full for IP: 192.0.2.1: 1 requests already queued (max: 1)',
    'x-rate-limited': 'true',
    'x-pollinations-rate-limit-fallback': 'true',
    'x-pollinations-dashboard': 'https://enter.pollinations.ai',
  })
}

function draw(ask: Ask, state: State): Answer {
  const { pathname, searchParams } = ask.url
  const prompt = promptOf(pathname.replace(/^\/(prompt\/)?/, '')) || 'random_prompt'
  const model = searchParams.get('model') ?? 'flux'
  const seed = readWhole(searchParams.get('seed'), 42)
  const more = `${searchParams.get('negative_prompt') ?? ''} ${searchParams.get('image') ?? ''}`
  const width = clampSide(readWhole(searchParams.get('width'), 1024))
  const height = clampSide(readWhole(searchParams.get('height'), 1024))
  const slug = prompt
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
  return answerBytes(makePicture(width, height, state.seed, prompt, seed, model, more), 'image/png', {
    'content-disposition': `inline; filename="${slug}.png"`,
    'cache-control': 'public, max-age=31536000, immutable',
    'x-auth-status': 'anonymous',
    ...(cache(ask, state) ? { 'x-cache': 'HIT', 'x-cache-type': 'EXACT' } : { 'x-cache': 'MISS' }),
  })
}

/** A whole number as the host reads it, by `parseInt`: junk is the default. */
function readWhole(text: string | null, byDefault: number): number {
  const number = Number.parseInt(text ?? '', 10)
  return Number.isNaN(number) ? byDefault : number
}

/** The side of a picture, in pixels: 1 … 4096, and 1024 for what is no size at all. */
export function clampSide(side: number): number {
  return side >= 1 ? Math.min(4096, side) : 1024
}
