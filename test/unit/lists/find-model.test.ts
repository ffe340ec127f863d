import { expect, test } from 'vitest'
import { findModel, listModels, type ModelInfo } from '../../../src/index.ts'
import { KEY } from '../helpers/routes.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

const items: readonly ModelInfo[] = [
  { name: 'old/flux', aliases: ['new', 'flux'] },
  { name: 'new', aliases: [] },
  { name: 'turbo', aliases: ['flux'] },
]

test('a model is found by its name and by each of its aliases', () => {
  expect(findModel(items, 'turbo')).toBe(items[2])
  expect(findModel(items, 'old/flux')).toBe(items[0])
  expect(findModel(items, 'flux')).toBe(items[0])
})

test('a name counts for more than an alias of another model', () => {
  expect(findModel(items, 'new')).toBe(items[1])
})

test('what is not there is undefined; parts of names and other case are other names', () => {
  for (const name of ['nobody', 'turb', 'Turbo', '']) expect(findModel(items, name)).toBeUndefined()
  expect(findModel([], 'flux')).toBeUndefined()
})

test('the short name and the whole one find the same model in the list of the service', async () => {
  emulate()
  const { items } = await listModels('image', { apiKey: KEY })
  const flux = findModel(items, 'flux')
  expect(flux?.aliases).toContain('flux')
  expect(findModel(items, flux?.name ?? '')).toBe(flux)
})
