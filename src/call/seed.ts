import type { Rule } from './options.ts'

/** The largest seed that all hosts take. */
const MOST = 2147483647

/** The seed to send: the one given, or a drawn one. */
export const seedOf = (seed: number | 'random' | undefined): number | undefined =>
  seed === 'random' ? Math.floor(Math.random() * (MOST + 1)) : seed

export const SEED: Rule = {
  need: `a whole number from 0 to ${MOST}, or 'random'`,
  test: (seed: number | string) => seed === 'random' || (Number.isInteger(seed) && +seed >= 0 && +seed <= MOST),
}

/** The option `safe`: a switch, or a list of filters. */
export const SAFE: Rule = { need: 'true, false or a list of filters', test: (safe) => /str|boo/.test(typeof safe) }

/** A text or a list of at most so many. */
export const texts = (most: number): Rule => ({
  need: 'a string or a list of them',
  test: (value: unknown) => [value].flat().every((text) => typeof text === 'string') && [value].flat().length <= most,
})
