import type { IncomingMessage, ServerResponse } from 'node:http'
import { createEmulator } from '../../src/testing/index.ts'
import { answerWith, readFaults, readJson } from './control.ts'
import { refuse } from './guard.ts'
import type { IsMadeUp } from './redact.ts'
import { type Handler, handleEmulator } from './serve.ts'

/** What `POST /-/worlds` takes. */
interface Order {
  id: string
  faults?: unknown
  pace?: number
}

/**
 * Many emulators behind one port: `/ID/gen.pollinations.ai/…` is a host in the world ID, `/ID/-/requests` its control
 * channel. Tests that run side by side, each in a world of its own, do not see each other. `POST /-/worlds` opens one,
 * `DELETE /-/worlds` with the same body ends it.
 *
 * @param isMadeUp - Which keys the control channels may report.
 */
export function handleWorlds(isMadeUp: IsMadeUp): Handler {
  const worlds = new Map<string, Handler>()
  return (request, response, next) => {
    const [, id = ''] = (request.url ?? '').split('/')
    const world = worlds.get(id)
    if (request.url === '/-/worlds') void change(worlds, isMadeUp, request, response)
    else if (world) world(request, response, next)
    else if (next) next()
    else response.writeHead(404).end('No such world\n')
  }
}

async function change(
  worlds: Map<string, Handler>,
  isMadeUp: IsMadeUp,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = (status: number, value?: unknown): void => answerWith(request, response, status, value)
  const refusal = refuse(request)
  if (refusal) return answer(refusal.status, { error: refusal.error })
  if (request.method === 'OPTIONS') return answer(204)
  try {
    const { id, faults = [], pace = 0 } = (await readJson(request)) as Order
    if (request.method === 'DELETE') worlds.delete(id)
    else {
      const list = readFaults(faults)
      worlds.set(id, handleEmulator(createEmulator({ faults: list, pace }), `/${id}`, list, isMadeUp))
    }
    answer(204)
  } catch (error) {
    answer(400, { error: (error as Error).message })
  }
}
