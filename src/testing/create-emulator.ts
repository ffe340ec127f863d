import type { Answer } from './answer.ts'
import { corsHeaders } from './answer-preflight.ts'
import { changeAnswer, replaceAnswer } from './apply-fault.ts'
import { type Ask, type State, textOf } from './ask.ts'
import { checkOptions } from './check-options.ts'
import { connectionReset, deliver } from './deliver.ts'
import { askHost } from './hosts/ask-host.ts'
import { createFaultFinder } from './match-fault.ts'
import { readRequest } from './read-request.ts'
import type { Emulator, EmulatorOptions, Fault, RecordedRequest } from './types.ts'
import { wait } from './wait.ts'

/**
 * Makes a `fetch` that answers like the hosts of Pollinations.AI, without any network: pictures of the asked size,
 * text, streams, speech, the errors and the oddities. The same input gives the same bytes.
 *
 * @param options - Keys, faults, a seed, and the pace of streams.
 * @returns The `fetch`, with the requests that it got.
 * @throws TypeError for an option, a part of a fault or a refusal that there is not.
 *
 * @example
 * ```ts
 * import { createEmulator } from 'blossom-ai/testing'
 *
 * const fetch = createEmulator({ faults: [{ route: 'GET image.pollinations.ai', nth: 1, status: 502 }] })
 * const response = await fetch('https://image.pollinations.ai/prompt/a%20bee?width=256&height=256')
 * console.log(response.status, fetch.requests.length)
 * ```
 */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  checkOptions(options)
  const requests: RecordedRequest[] = []
  const finder = createFaultFinder(options.faults ?? [])
  const state: State = { seed: options.seed ?? 0, keys: options.keys, seen: new Set(), files: new Map() }

  async function emulate(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const { method, url, headers, signal: given, read } = readRequest(input, init)
    if (given?.aborted) throw given.reason
    const record: RecordedRequest = {
      method,
      url: url.href,
      headers: Object.fromEntries(headers),
      body: '',
      aborted: false,
    }
    requests.push(record)
    const fault = finder.find(method, url) ?? {}

    const life = new AbortController()
    function giveUp(): void {
      record.aborted = true
      life.abort(given?.reason)
    }
    function end(): void {
      given?.removeEventListener('abort', giveUp)
    }
    given?.addEventListener('abort', giveUp, { once: true })
    try {
      const ask: Ask = { method, url, headers, bytes: await read() }
      record.body = textOf(ask)
      await suffer(fault, life.signal)
      if (life.signal.aborted) throw life.signal.reason
      const answer = find(ask, fault, state)
      const onCancel = () => {
        end()
        giveUp()
      }
      return deliver(answer, fault, { signal: life.signal, pace: options.pace ?? 0, onEnd: end, onCancel })
    } catch (error) {
      end()
      throw error
    }
  }

  return Object.assign(emulate, {
    requests,
    reset() {
      requests.length = 0
      finder.reset()
      state.seen.clear()
      state.files.clear()
    },
  })
}

/** What a fault does before there is any answer. */
async function suffer(fault: Fault, signal: AbortSignal): Promise<void> {
  if (fault.delay) await wait(fault.delay, signal)
  if (fault.hang) await wait(Number.POSITIVE_INFINITY, signal)
  if (fault.reset && fault.cut === undefined) throw connectionReset('fetch failed')
}

function find(ask: Ask, fault: Fault, state: State): Answer {
  const answer = replaceAnswer(fault, ask) ?? askHost(ask, state)
  const pieces = ask.method === 'HEAD' ? [] : answer.pieces
  return changeAnswer(fault, { ...answer, pieces, headers: { ...answer.headers, ...corsHeaders(ask.url.host) } })
}
