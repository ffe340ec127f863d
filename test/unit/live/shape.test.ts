import { expect, test } from 'vitest'
import { compareShapes, shapeOf } from '../../live/shape.ts'

test('a shape names the type at each path, and looks into the first element of an array', () => {
  const shape = shapeOf({ id: 'a', choices: [{ index: 0, stop: null }, { never: 'seen' }], empty: [] })
  expect(Object.fromEntries(shape)).toEqual({
    '': 'object',
    id: 'string',
    choices: 'array',
    'choices[]': 'object',
    'choices[].index': 'number',
    'choices[].stop': 'null',
    empty: 'array',
  })
})

test('several values have one shape, with all types that were found', () => {
  expect(shapeOf({ usage: null }, { usage: { total: 1 } }).get('usage')).toBe('null or object')
})

test('equal shapes do not differ, whatever the values', () => {
  expect(compareShapes(shapeOf({ a: [1, 2] }), shapeOf({ a: [3] }))).toEqual([])
})

test('what is missing on either side is told once, at its top', () => {
  const drifts = compareShapes(shapeOf({ a: 1, new: { deep: { deeper: 1 } } }), shapeOf({ a: 1, old: [{ b: 1 }] }))
  expect(drifts).toEqual([
    'body new: object live, nothing in the emulator',
    'body old: nothing live, array in the emulator',
  ])
})

test('another type is told with both', () => {
  expect(compareShapes(shapeOf({ error: 'no' }), shapeOf({ error: { message: 'no' } }))).toEqual([
    'body error: string live, object in the emulator',
  ])
})
