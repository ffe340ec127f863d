import { expect, test } from 'vitest'
import { makeMp4 } from '../../../src/testing/make/make-mp4.ts'
import { makePicture } from '../../../src/testing/make/make-picture.ts'
import { makeVector } from '../../../src/testing/make/make-vector.ts'
import { makePcm, makeWav } from '../../../src/testing/make/make-wav.ts'
import { decodeWav } from './decode.ts'

test('speech is a WAV that can be heard, and the longer the text the longer it is', () => {
  const lengths = ['', 'a', 'a bee', 'a bee on a flower', 'a bee on a flower in a garden'].map((text) => {
    const { seconds, samples } = decodeWav(makeWav(text, 'alloy'))
    if (text !== '') expect(Math.max(...samples)).toBeGreaterThan(1000)
    return seconds
  })
  expect(lengths).toEqual([...lengths].sort((a, b) => a - b))
  expect(lengths.at(-1)).toBeGreaterThan((lengths[2] ?? 0) * 3)
})

test('another voice sounds different, the same one the same', () => {
  expect(makeWav('a bee', 'alloy')).toEqual(makeWav('a bee', 'alloy'))
  expect(makeWav('a bee', 'nova')).not.toEqual(makeWav('a bee', 'alloy'))
})

test('raw samples are those of the WAV without its header', () => {
  expect(makePcm('a bee', 'alloy')).toEqual(makeWav('a bee', 'alloy').slice(44))
})

test('music lasts as long as it was asked for', () => {
  expect(decodeWav(makeWav('rain', 'alloy', 3.5)).seconds).toBe(3.5)
})

test('a film is boxes in boxes that fill the file, and its one sample is the picture', () => {
  const picture = makePicture(32, 18, 'a bee')
  const film = makeMp4(picture, 32, 18, 7)
  const boxes = readBoxes(film, 0, film.length)
  expect(boxes.map((box) => box.path).slice(0, 3)).toEqual(['ftyp', 'moov', 'moov/mvhd'])
  const find = (path: string) => film.subarray(...(boxes.find((box) => box.path === path)?.span ?? [0, 0]))
  const u32 = (bytes: Uint8Array, at: number) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(at)
  expect(u32(find('moov/mvhd'), 16) / u32(find('moov/mvhd'), 12)).toBe(7)
  const sample = u32(find('moov/trak/mdia/minf/stbl/stco'), 8)
  const size = u32(find('moov/trak/mdia/minf/stbl/stsz'), 4)
  expect(film.slice(sample, sample + size)).toEqual(picture)
})

test('a vector has the length 1, and texts that share words are near each other', () => {
  const [bees, more, cars] = ['the bee likes the flower', 'a bee on a flower', 'engines need oil'].map((text) =>
    makeVector(text, 256, 'm'),
  )
  const dot = (a: Float32Array = new Float32Array(), b: Float32Array = new Float32Array()) =>
    a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)
  expect(dot(bees, bees)).toBeCloseTo(1, 5)
  expect(dot(bees, more)).toBeGreaterThan(dot(bees, cars) + 0.2)
})

function readBoxes(
  bytes: Uint8Array,
  from: number,
  to: number,
  inside = '',
): { path: string; span: [number, number] }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const boxes: { path: string; span: [number, number] }[] = []
  let at = from
  while (at < to) {
    const size = view.getUint32(at)
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (size < 8 || at + size > to) throw new Error(`box ${inside}${name} does not fit`)
    boxes.push({ path: inside + name, span: [at + 8, at + size] })
    if (['moov', 'trak', 'mdia', 'minf', 'dinf', 'stbl'].includes(name))
      boxes.push(...readBoxes(bytes, at + 8, at + size, `${inside}${name}/`))
    at += size
  }
  return boxes
}
