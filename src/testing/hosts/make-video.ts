import { type Answer, answerBytes } from '../answer.ts'
import { answerInvalid } from '../answer-error.ts'
import { type Ask, cache, promptOf, type State } from '../ask.ts'
import { makeMp4 } from '../make/make-mp4.ts'
import { makePicture } from '../make/make-picture.ts'
import { mediaHeaders } from './cache-headers.ts'

/** `GET /video/{prompt}`. */
export function makeVideo(ask: Ask, state: State, rest: string): Answer {
  const query = ask.url.searchParams
  const model = query.get('model') ?? 'veo'
  const seconds = Number(query.get('duration') ?? 5)
  if (!(seconds >= 1 && seconds <= 120)) return answerInvalid({ duration: ['Expected a number from 1 to 120'] })
  const [width, height] = query.get('aspectRatio') === '9:16' ? ([180, 320] as const) : ([320, 180] as const)
  const words = [promptOf(rest), query.get('seed') ?? '0', model, query.get('image') ?? '']
  const film = makeMp4(makePicture(width, height, state.seed, ...words), width, height, seconds)
  return answerBytes(film, 'video/mp4', mediaHeaders(model, cache(ask, state)))
}
