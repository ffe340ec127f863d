// Loaded before wrangler: workers that it runs on workerd call the emulator instead of the network.
import Module from 'node:module'
import { createEmulator } from '../../dist/testing.js'

const emulator = createEmulator()
const load = Module._load

/** Wrangler's own workers, which have no `upstream` beside them, go on as they are. */
const withEmulator = (Response, options) => {
  if (!('upstream' in options)) return options
  const outboundService = async (request) => {
    const answer = await emulator(request.url, { method: request.method, headers: new Headers([...request.headers]) })
    return new Response(await answer.arrayBuffer(), { status: answer.status, headers: [...answer.headers] })
  }
  return { ...options, workers: options.workers.map((worker) => ({ ...worker, outboundService })) }
}

Module._load = function (name, ...rest) {
  const loaded = load.call(this, name, ...rest)
  if (name !== 'miniflare') return loaded
  class Miniflare extends loaded.Miniflare {
    constructor(options) {
      super(withEmulator(loaded.Response, options))
    }
    setOptions(options) {
      return super.setOptions(withEmulator(loaded.Response, options))
    }
  }
  return new Proxy(loaded, { get: (target, key) => (key === 'Miniflare' ? Miniflare : target[key]) })
}
