// @ts-check
import { loneCases, topics } from './cases.mjs'
import { runProbes } from './probes.mjs'
import { runCases } from './run-cases.mjs'

/** @typedef {{ origins: import('./world.mjs').Origins, folder?: string, only?: string | undefined }} Given */
/** @typedef {{ results: import('./run-cases.mjs').Result[], answers: Record<string, string>, gone?: string[] }} Outcome */

/** The whole suite in this runtime. @param {Given} given @returns {Promise<Outcome>} */
export async function main({ only, ...given }) {
  /** @type {Map<Promise<unknown>, unknown>} */
  const unhandled = new Map()
  // In Node, Deno and Bun a rejection that nobody handles ends the process.
  globalThis.addEventListener?.('unhandledrejection', ({ promise, reason }) => unhandled.set(promise, reason))
  globalThis.addEventListener?.('rejectionhandled', ({ promise }) => unhandled.delete(promise))
  // A browser opens six connections to an origin: a few cases at a time leave each enough of them.
  const atOnce = typeof document === 'undefined' ? 8 : 3
  const cases = Object.assign({}, ...Object.values(topics))
  const results = [
    ...(await runCases(cases, given, { atOnce, limit: 120_000, only })),
    ...(await runCases(loneCases, given, { atOnce: 1, limit: 240_000, only })),
  ]
  const answers = only ? {} : await runProbes(given.origins)
  const name = 'no rejection is left unhandled'
  results.push({ name, ms: 0, ...(unhandled.size ? { error: [...unhandled.values()].join(', ') } : {}) })
  return { results, answers }
}
