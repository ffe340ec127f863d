import { createRandom, hashOf } from '../random.ts'

/**
 * A text as a vector of length 1: the sum of a direction for each of its words. Texts that share words are near each
 * other, so that a search over them finds what it should.
 */
export function makeVector(text: string, dimensions: number, salt: string): Float32Array {
  const sum = new Float64Array(dimensions)
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [text]
  for (const word of words) {
    const random = createRandom(hashOf(salt, word))
    for (let at = 0; at < dimensions; at++) sum[at] = (sum[at] ?? 0) + random() - 0.5
  }
  const length = Math.sqrt(sum.reduce((total, value) => total + value * value, 0)) || 1
  return Float32Array.from(sum, (value) => value / length)
}
