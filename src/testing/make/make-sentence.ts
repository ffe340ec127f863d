import { pick, type Random } from '../random.ts'

/** A sentence from a garden. */
export function makeSentence(random: Random): string {
  const sentence = `${pick(random, OPENINGS)} the ${pick(random, LOOKS)} ${pick(random, THINGS)} ${pick(random, ACTS)} ${pick(random, PLACES)} the ${pick(random, LOOKS)} ${pick(random, THINGS)}`
  return `${sentence.trim().replace(/^./, (letter) => letter.toUpperCase())}.`
}

/** Several of them. */
export function makeSentences(random: Random, count: number): string {
  return Array.from({ length: count }, () => makeSentence(random)).join(' ')
}

/** A word or two. */
export function makePhrase(random: Random): string {
  return `${pick(random, LOOKS)} ${pick(random, THINGS)}`
}

const OPENINGS: readonly [string, ...string[]] = [
  'every morning',
  'after the rain,',
  'before noon',
  'at dusk',
  'without a sound',
  'once again',
  'year after year',
  'little by little,',
  'in the old garden',
  'far from the road,',
  'when the wind turns,',
  'under a pale moon',
]
const LOOKS: readonly [string, ...string[]] = [
  'quiet',
  'silver',
  'naïve',
  'early',
  'patient',
  'golden',
  'rosé',
  'slender',
  'wild',
  'cool',
  'bright',
  'hidden',
  'tiny',
  'drifting',
  'fragrant',
  'late',
  'curious',
  'gentle',
]
const THINGS: readonly [string, ...string[]] = [
  'blossom',
  'bee',
  'petal',
  'orchard',
  'meadow',
  'pollen',
  'sparrow',
  'stream',
  'café',
  'hedge',
  'lantern',
  'path',
  'rosebud',
  'cloud',
  'window',
  'willow',
  'gardener',
  'clover',
]
const ACTS: readonly [string, ...string[]] = [
  'opens',
  'waits',
  'wanders',
  'sings',
  'turns',
  'rests',
  'glows',
  'leans',
  'drifts',
  'hums',
  'listens',
  'returns',
]
const PLACES: readonly [string, ...string[]] = [
  'beside',
  'above',
  'beyond',
  'along',
  'towards',
  'behind',
  'near',
  'past',
  'around',
  'below',
  'between the wall and',
]
