import { emit } from '../call/events.ts'
import { checkOptions } from '../call/options.ts'
import { checkLength } from '../call/prompt.ts'
import { seedOf } from '../call/seed.ts'
import { GEN_BASE, type Gen } from '../providers/pollinations.ts'
import { CLASSIC } from '../providers/pollinations-classic.ts'
import { imageAddress } from './image-address.ts'
import { checkImage, type ImageUrlOptions } from './image-options.ts'

const GEN: Gen = { kind: 'pollinations', base: GEN_BASE }

/**
 * The address of a picture, for an `<img>`, a chat or a page. Pure: no request, no secret key. An `<img>` cannot see that
 * the classic host answered with the picture of a rate limit; `generateImage` can.
 *
 * @param prompt - What the picture shows; any text.
 * @param options - Parameters of the picture; `publishableKey` (a `pk_…`) for gen. Of the call options only `provider`,
 *   `referrer` and `onEvent` mean anything here.
 * @returns An absolute URL: of the classic host, unless `provider` or `publishableKey` says gen.
 * @throws ValidationError `invalid_prompt` (empty, blank, half a surrogate pair, only `.` or `..`, a URL over 8,000
 *   characters) or `invalid_option`.
 *
 * @example
 * ```ts
 * import { imageUrl } from 'blossom-ai'
 *
 * const url = imageUrl('a beautiful sunset')
 * // 'https://image.pollinations.ai/prompt/a%20beautiful%20sunset?model=flux&width=1024&height=1024'
 * ```
 */
export function imageUrl(prompt: string, options: ImageUrlOptions = {}): string {
  const operation = 'imageUrl'
  checkImage(operation, options)
  checkOptions(operation, options, {
    referrer: 'string',
    publishableKey: {
      need: 'a key for everyone to see (pk_…)',
      test: (key: unknown) => typeof key === 'string' && /^pk_[\w-]+$/.test(key),
    },
  })
  const { publishableKey, onEvent } = options
  const provider = options.provider ?? (publishableKey ? GEN : CLASSIC)
  const { url, shown, ignored } = imageAddress(operation, provider, prompt, options, seedOf(options.seed), false)
  const keyed = publishableKey && provider.kind === GEN.kind
  const whole = checkLength(operation, keyed ? `${url}&key=${publishableKey}` : url)
  for (const option of publishableKey && !keyed ? [...ignored, 'publishableKey'] : ignored) {
    emit({ type: 'ignored', option, operation, method: 'GET', url: shown, requestId: '', attempt: 1 }, onEvent)
  }
  return whole
}
