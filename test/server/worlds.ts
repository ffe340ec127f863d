import type { IncomingMessage, ServerResponse } from 'node:http'
import { createEmulator } from '../../src/testing/index.ts'
import { readFault, type WrittenFault } from './control.ts'
import { readBody } from './read-body.ts'
import { type Handler, handleEmulator } from './serve.ts'

/** What `POST /-/worlds` takes. */
interface Order {
  id: string
  faults?: WrittenFault[]
  pace?: number
}

/**
 * Many emulators behind one port: `/ID/gen.pollinations.ai/…` is a host in the world ID, `/ID/-/requests` its control
 * channel. Tests that run side by side, each in a world of its own, do not see each other. `POST /-/worlds` opens one,
 * `DELETE /-/worlds` with the same body ends it.
 */
export function handleWorlds(): Handler {
  const worlds = new Map<string, Handler>()
  return (request, response, next) => {
    const [, id = ''] = (request.url ?? '').split('/')
    const world = worlds.get(id)
    if (request.url === '/-/worlds') void change(worlds, request, response)
    else if (world) world(request, response, next)
    else if (next) next()
    else response.writeHead(404).end('No such world\n')
  }
}

async function change(worlds: Map<string, Handler>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { id, faults = [], pace = 0 }: Order = JSON.parse(new TextDecoder().decode(await readBody(request)))
  if (request.method === 'DELETE') worlds.delete(id)
  else {
    const list = faults.map(readFault)
    worlds.set(id, handleEmulator(createEmulator({ faults: list, pace }), `/${id}`, list))
  }
  response.writeHead(204).end()
}
