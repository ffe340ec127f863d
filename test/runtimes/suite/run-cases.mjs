// @ts-check
import { openWorld } from './world.mjs'

/**
 * What a case gets.
 * @typedef {object} Context
 * @property {import('./world.mjs').Origins} origins
 * @property {(options?: Parameters<typeof openWorld>[1]) => Promise<import('./world.mjs').World>} world an emulator of its own
 * @property {string} [folder] where it may write, if there is a file system
 */
/** What it gives back is the same in every runtime: the runner compares it. @typedef {(context: Context) => Promise<unknown>} Case */
/** @typedef {Readonly<Record<string, Case>>} Cases */
/** @typedef {{ name: string, ms: number, error?: string, value?: string }} Result */

/**
 * Runs cases, so many at a time. Each has a limit of its own.
 * @param {Cases} cases
 * @param {Omit<Context, 'world'>} given
 * @param {{ atOnce: number, limit: number, only?: string | undefined }} how
 */
export async function runCases(cases, given, { atOnce, limit, only = '' }) {
  const waiting = Object.entries(cases).filter(([name]) => name.includes(only))
  /** @type {Result[]} */
  const results = []
  async function work() {
    for (let next = waiting.shift(); next; next = waiting.shift()) results.push(await runCase(...next, given, limit))
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return results
}

/** @param {string} name @param {Case} run @param {Omit<Context, 'world'>} given @param {number} limit @returns {Promise<Result>} */
async function runCase(name, run, given, limit) {
  /** @type {import('./world.mjs').World[]} */
  const worlds = []
  const world = async (/** @type {Parameters<typeof openWorld>[1]} */ options) => {
    const opened = await openWorld(given.origins, options)
    worlds.push(opened)
    return opened
  }
  const start = performance.now()
  const took = () => Math.round(performance.now() - start)
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  try {
    const tooLong = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`No end after ${limit / 1000} s`)), limit)
    })
    const value = await Promise.race([run({ ...given, world }), tooLong])
    return { name, ms: took(), value: JSON.stringify(value) }
  } catch (error) {
    return { name, ms: took(), error: String(error) }
  } finally {
    clearTimeout(timer)
    for (const { end } of worlds) await end().catch(() => {})
  }
}
