// Starts the loopback server in a process of its own, so that it shares no event loop with the callers.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { path } from './measure.mjs'

export async function withServer(use) {
  const child = fork(path('test/bench/server.mjs'))
  try {
    const [origin] = await once(child, 'message')
    return await use(origin)
  } finally {
    child.kill()
  }
}
