import type { ModelInfo } from './model-list.ts'

/**
 * Looks a model up in a list, by its name or by another name that it answers to. The service has renamed models before, and
 * kept the old names as aliases.
 *
 * @param items - What `listModels` gave.
 * @param nameOrAlias - The name to look for.
 * @returns The model, or undefined.
 *
 * @example
 * ```ts
 * import { findModel, listModels } from 'blossom-ai'
 *
 * const { items } = await listModels('image')
 * const flux = findModel(items, 'flux')
 * ```
 */
export function findModel(items: readonly ModelInfo[], nameOrAlias: string): ModelInfo | undefined {
  return items.find(({ name }) => name === nameOrAlias) ?? items.find(({ aliases }) => aliases.includes(nameOrAlias))
}
