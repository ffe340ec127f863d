/**
 * What a service can do. Seen by the type checker only.
 *
 * @example
 * ```ts
 * import type { Capability } from 'blossom-ai'
 *
 * const needed: Capability[] = ['chat', 'speech']
 * ```
 */
export type Capability =
  | 'image'
  | 'editImage'
  | 'video'
  | 'chat'
  | 'speech'
  | 'transcription'
  | 'embedding'
  | 'upload'
  | 'models'

/**
 * Which service answers: a descriptor made by `pollinations()` and its like. Plain data, so that unused plans are shaken
 * off.
 *
 * @example
 * ```ts
 * import type { Provider } from 'blossom-ai'
 *
 * const isGen = ({ kind }: Provider) => kind === 'pollinations'
 * ```
 */
export interface Provider {
  /** Which plans belong to it. */
  readonly kind: string
  /** What it can do, for the type checker. */
  readonly can?: Partial<Record<Capability, true>>
}

/**
 * A provider that can do what is named.
 *
 * @example
 * ```ts
 * import { type ProviderOf, speak } from 'blossom-ai'
 *
 * const greet = (provider: ProviderOf<'speech'>) => speak('Hello', { provider, apiKey: 'sk_example' })
 * ```
 */
export type ProviderOf<C extends Capability> = Provider & { readonly can?: { [K in C]: true } }

/**
 * A provider that makes images.
 *
 * @example
 * ```ts
 * import { generateImage, type ImageProvider } from 'blossom-ai'
 *
 * const draw = (provider: ImageProvider) => generateImage('a fox', { provider })
 * ```
 */
export type ImageProvider = ProviderOf<'image'>

/**
 * A provider that answers text and chat calls.
 *
 * @example
 * ```ts
 * import { type ChatProvider, generateText } from 'blossom-ai'
 *
 * const ask = (provider: ChatProvider) => generateText('Hello', { provider })
 * ```
 */
export type ChatProvider = ProviderOf<'chat'>
