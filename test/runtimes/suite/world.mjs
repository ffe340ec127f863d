// @ts-check
import { ok, pause } from './assert.mjs'
import { pollinations, pollinationsClassic } from './blossom.mjs'

/**
 * Where the server listens: for the calls, for the control channel, and as another origin than that of the calls.
 * @typedef {{ calls: string, control: string, elsewhere: string }} Origins
 */
/** @typedef {import('../../../src/testing/index.ts').Fault} Fault */
/** @typedef {import('../../../src/testing/index.ts').RecordedRequest & import('../../server/control.ts').Arrival} Seen */

/** The key of every call here, which is made up: the control channel may report it. */
export const KEY = 'sk_test_in_every_runtime'
/** A picture that is quickly made. */
export const SMALL = { width: 48, height: 32 }
/** Waits between tries are short, so that a failure that nobody expected does not take seconds. */
export const retryDelay = () => 5

/** Opens an emulator of the case's own on the server. @param {Origins} origins @param {{ faults?: Fault[], pace?: number }} [options] */
export async function openWorld(origins, options = {}) {
  const id = `w${Math.random().toString(36).slice(2)}`
  const send = (/** @type {string} */ path, /** @type {string} */ method, /** @type {unknown} */ body) =>
    fetch(origins.control + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const { status } = await send('/-/worlds', 'POST', { id, ...options })
  ok(status === 204, `The server opened no world: ${status}`)

  const at = (/** @type {string} */ host, origin = origins.calls) => `${origin}/${id}/${host}`
  /** Everything that came, preflights too. @returns {Promise<Seen[]>} */
  const seen = async () => (await fetch(`${origins.control}/${id}/-/requests`)).json()
  /** What came, without preflights. */
  const requests = async () => (await seen()).filter(({ method }) => method !== 'OPTIONS')

  return {
    at,
    seen,
    requests,
    /** The options that lead to gen, and those that lead to the classic hosts. */
    gen: { provider: pollinations(at('gen.pollinations.ai')), apiKey: KEY, retryDelay },
    classic: {
      provider: pollinationsClassic({ image: at('image.pollinations.ai'), text: at('text.pollinations.ai') }),
      retryDelay,
    },
    /** Replaces the faults. @param {Fault[]} faults */
    break: async (faults) => void (await send(`/${id}/-/faults`, 'POST', faults)),
    /**
     * Waits until it is true of the requests, and gives them. Much longer than the 5 s for which Chromium may read on after
     * an abort, in the hope of using the connection again (its net/http/http_response_body_drainer.h).
     *
     * @param {string} what
     * @param {(requests: Seen[]) => boolean} test
     */
    async until(what, test) {
      for (let tries = 2000; ; tries--) {
        const list = await requests()
        if (test(list)) return list
        ok(tries, `${what}: not so after 40 s, but ${JSON.stringify(list).slice(0, 500)}`)
        await pause(20)
      }
    },
    end: () => send('/-/worlds', 'DELETE', { id }),
  }
}

/** @typedef {Awaited<ReturnType<typeof openWorld>>} World */
