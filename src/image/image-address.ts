import { encodePrompt } from '../call/prompt.ts'
import type { Provider } from '../call/provider.ts'
import { joinUrls, type QueryValue, query } from '../providers/query.ts'
import { cannot, isClassic, isGen } from '../providers/resolve.ts'
import type { ImageParameters } from './image-options.ts'

/** A picture's address, and what did not get into it. */
export interface ImageAddress {
  url: string
  /** The address as errors and events show it. */
  shown: string
  ignored: string[]
}

/** Options that gen's images do not know any more, or never did. */
const CLASSIC_ONLY = ['nologo', 'private', 'enhance', 'negativePrompt', 'referrer'] as const

/** The address of a picture, without any key; its order of parameters is fixed, so that the same picture has one address. */
export function imageAddress(
  operation: string,
  provider: Provider,
  prompt: string,
  options: ImageParameters & { referrer?: string | undefined },
  seed: number | undefined,
  dots = true,
): ImageAddress {
  const gen = isGen(provider)
  // There the path `models` is the list of them.
  const path = encodePrompt(operation, gen && prompt === 'models' ? 'models ' : prompt, dots)
  if (!gen && !isClassic(provider)) throw cannot(operation)
  const left = gen ? CLASSIC_ONLY : []
  const classic: Partial<typeof options> = gen ? {} : options
  const { model = 'flux', width = 1024, height = 1024 } = options
  const values: Record<string, QueryValue> = {
    model,
    width,
    height,
    seed,
    nologo: classic.nologo,
    private: classic.private,
    enhance: classic.enhance,
    // The classic host takes anything but `true` for false: a list of filters must not switch them off.
    safe: gen ? options.safe : !!options.safe,
    guidance_scale: options.guidanceScale,
    image: joinUrls(options.image),
    negative_prompt: classic.negativePrompt,
    quality: options.quality,
    referrer: classic.referrer,
    transparent: options.transparent,
  }
  const route = gen ? `${provider.base}/image/` : `${provider.image}/prompt/`
  return {
    url: route + path + query(operation, values),
    shown: `${route}…`,
    ignored: left.filter((name) => options[name]),
  }
}
