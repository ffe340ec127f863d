import type { Rule } from './options.ts'

/** The largest seed that all hosts take. */
const MOST = 2147483647

/** The seed to send: the one given, or a drawn one. */
export const seedOf = (seed: number | 'random' | undefined): number | undefined =>
  seed === 'random' ? Math.floor(Math.random() * (MOST + 1)) : seed

export const SEED: Rule = {
  // Not a template: bundlers keep what may call toString.
  need: "a whole number from 0 to 2147483647, or 'random'",
  test: (seed: number | string) => seed === 'random' || (Number.isInteger(seed) && +seed >= 0 && +seed <= MOST),
}

/** The option `safe`: a switch, or a list of filters. */
export const SAFE: Rule = 'boolean or string'

/** Whether a value is a text or a list of at most so many, each of the form. */
export const areTexts = (value: unknown, most: number, form: RegExp = /^/): boolean =>
  [value].flat().every((text) => typeof text === 'string' && form.test(text)) && [value].flat().length <= most
