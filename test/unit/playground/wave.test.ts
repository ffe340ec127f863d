import { expect, test } from 'vitest'
import { findPeaks } from '../../../playground/shared/wave.ts'

test('each part of a sound has its loudest sample, below the middle too', () => {
  expect(findPeaks(new Float32Array([0, 0.5, -1, 0.25, 0, 0]), 3)).toEqual([0.5, 1, 0])
})

test('fewer samples than parts leave none without a number', () => {
  expect(findPeaks(new Float32Array([0.5]), 4).every((peak) => peak === 0 || peak === 0.5)).toBe(true)
  expect(findPeaks(new Float32Array(0), 2)).toEqual([0, 0])
})
