import { invalid } from '../call/options.ts'
import type { ProviderOf } from '../call/provider.ts'
import { checkBase } from './pollinations.ts'

/** The anonymous hosts. */
export interface Classic extends ProviderOf<'image' | 'chat' | 'speech' | 'models'> {
  readonly kind: 'classic'
  readonly image: string
  readonly text: string
}

export const CLASSIC: Classic = {
  kind: 'classic',
  image: 'https://image.pollinations.ai',
  text: 'https://text.pollinations.ai',
}

/**
 * The anonymous hosts, image.pollinations.ai and text.pollinations.ai. They need no key and are never sent one.
 *
 * @param bases - Other places for them, such as an emulator. Default: the hosts themselves.
 * @returns A provider for the option `provider`.
 * @throws ValidationError `invalid_option` when a base is no http(s) address, or has another name.
 *
 * @example
 * ```ts
 * import { imageUrl, pollinationsClassic } from 'blossom-ai'
 *
 * const url = imageUrl('a red fox', { provider: pollinationsClassic() })
 * ```
 */
export function pollinationsClassic(
  bases: { image?: string; text?: string } = {},
): ProviderOf<'image' | 'chat' | 'speech' | 'models'> {
  // A base under another name would be passed over, and the hosts themselves be asked.
  if (Object.keys(Object(bases)).some((name) => name !== 'image' && name !== 'text')) {
    throw invalid('pollinationsClassic', 'the argument', 'like { image, text }')
  }
  const classic: Classic = {
    kind: 'classic',
    image: checkBase('pollinationsClassic', bases.image ?? CLASSIC.image),
    text: checkBase('pollinationsClassic', bases.text ?? CLASSIC.text),
  }
  return classic
}
