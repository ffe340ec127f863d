import { expect, test } from 'vitest'
import { makePicture } from '../../../src/testing/make/make-picture.ts'
import { makePng } from '../../../src/testing/make/make-png.ts'
import { decodePng } from './decode.ts'

test.each([
  [1, 1],
  [3, 2],
  [1024, 1024],
  [64, 512],
  [517, 91],
  [4096, 16],
])('a picture of %i × %i is a PNG of exactly that size', (width, height) => {
  const png = decodePng(makePicture(width, height, 'a bee', width))
  expect([png.width, png.height]).toEqual([width, height])
})

test('a PNG decodes to the very rows that were painted, runs, repeated rows and noise alike', () => {
  const width = 700
  const pixel = (x: number, y: number) => (y % 3 === 0 ? 7 : y % 3 === 1 ? x % 256 : (x * 7919 + y * 104729) % 251)
  const paint = (row: Uint8Array, y: number) => row.forEach((_, x) => void (row[x] = pixel(x, y)))
  const png = decodePng(makePng(width, 90, new Uint8Array(768), paint))
  png.rows.forEach((row, y) => {
    expect([...row]).toEqual(Array.from({ length: width }, (_, x) => pixel(x, y)))
  })
})

test('rows that are the same as the ones above cost next to nothing', () => {
  const paint = (row: Uint8Array) => row.forEach((_, x) => void (row[x] = (x * 31) % 97))
  const one = makePng(2000, 1, new Uint8Array(768), paint).length
  expect(makePng(2000, 100, new Uint8Array(768), paint).length).toBeLessThan(one + 100 * 40)
})

test('the same words give the same bytes, and other words another picture', () => {
  const first = makePicture(64, 64, 0, 'a bee', 42, 'flux')
  expect(makePicture(64, 64, 0, 'a bee', 42, 'flux')).toEqual(first)
  for (const words of [
    [0, 'a bed', 42, 'flux'],
    [0, 'a bee', 43, 'flux'],
    [0, 'a bee', 42, 'turbo'],
    [1, 'a bee', 42, 'flux'],
  ]) {
    expect(makePicture(64, 64, ...words)).not.toEqual(first)
  }
})

test('a picture shows something: dozens of colours, dark and light', () => {
  const { rows, palette } = decodePng(makePicture(256, 256, 'a bee'))
  const used = new Set(rows.flatMap((row) => [...row]))
  const greens = [...used].map((colour) => palette[colour * 3 + 1] ?? 0)
  expect(used.size).toBeGreaterThan(50)
  expect(Math.max(...greens) - Math.min(...greens)).toBeGreaterThan(80)
})

test('a picture of 1024 × 1024 has less than 300 kB', () => {
  const sizes = Array.from({ length: 20 }, (_, run) => makePicture(1024, 1024, 'size', run).length)
  expect(Math.max(...sizes)).toBeLessThan(300_000)
})
