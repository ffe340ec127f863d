import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { handleWorlds } from '../server/worlds.ts'
import { sendBigPicture } from './big-picture.ts'
import type { Origins } from './suite/world.mjs'

/** The keys of the suite. */
const MADE_UP = ['sk_test_in_every_runtime', 'own-key']

const root = fileURLToPath(new URL('../../', import.meta.url))

/** What every runtime talks to. */
export interface SuiteServer {
  origins: Origins
  close(): void
}

/**
 * Worlds (see `handleWorlds`), files and a big picture, the same ones on three ports: for the calls, for pages and the
 * control channel (a page is then not of the origin that it calls, and has connections left to ask what the server saw),
 * and as the other origin of redirects.
 */
export async function startServer(): Promise<SuiteServer> {
  const inWorld = handleWorlds((key) => MADE_UP.includes(key))
  const answer = (request: IncomingMessage, response: ServerResponse): void =>
    inWorld(request, response, () => void answerElse(request, response))
  const servers = await Promise.all(Array.from({ length: 3 }, () => listen(createServer(answer))))
  const [calls = '', control = '', elsewhere = ''] = servers.map((server) => {
    const address = server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address?.port}`
  })
  return {
    origins: { calls, control, elsewhere },
    close() {
      for (const server of servers) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}

function listen(server: Server): Promise<Server> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

async function answerElse(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
  const [, megabytes] = /^\/big\/(\d+)\//.exec(pathname) ?? []
  if (megabytes) return sendBigPicture(response, Number(megabytes))
  try {
    if (/^\/(dist|test\/runtimes\/suite)\/[\w./-]+js$/.test(pathname) && !pathname.includes('..')) {
      const bytes = await readFile(root + pathname)
      response.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-store' }).end(bytes)
    } else if (pathname === '/page') {
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<!doctype html><meta charset=utf-8><title>Suite</title>')
    } else throw new Error('No such file')
  } catch (error) {
    response.writeHead(404).end(`${error}`)
  }
}
