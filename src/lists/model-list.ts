import type { BlossomError } from '../call/errors.ts'

/**
 * What a model makes.
 *
 * @example
 * ```ts
 * import { listModels, type ModelKind } from 'blossom-ai'
 *
 * const kind: ModelKind = 'text'
 * const { items } = await listModels(kind)
 * ```
 */
export type ModelKind = 'image' | 'text' | 'audio' | 'video' | 'embedding'

/**
 * A model, as far as the service tells.
 *
 * @example
 * ```ts
 * import type { ModelInfo } from 'blossom-ai'
 *
 * const seesPictures = ({ inputModalities }: ModelInfo) => !!inputModalities?.includes('image')
 * ```
 */
export interface ModelInfo {
  /** What the option `model` takes. */
  name: string
  /** Other names that it answers to. */
  aliases: string[]
  /** In the words of the service. */
  description?: string
  /** The voices of a model that speaks. */
  voices?: string[]
  /** As `['text', 'image']`. */
  inputModalities?: string[]
  /** As `['image']`. */
  outputModalities?: string[]
  /** The service's own entry, with prices, limits and the like. */
  raw?: unknown
}

/**
 * Models: the service's own list, or, where there is an `error`, the built-in one.
 *
 * @example
 * ```ts
 * import type { ModelList } from 'blossom-ai'
 *
 * const namesOf = ({ items }: ModelList) => items.map(({ name }) => name)
 * ```
 */
export interface ModelList {
  /** The models. */
  items: ModelInfo[]
  /** Whether the list came from the service just now. */
  live: boolean
  /** Why it did not. */
  error?: BlossomError
}
