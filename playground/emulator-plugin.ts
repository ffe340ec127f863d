import type { Plugin } from 'vite'
import { createEmulator, type Fault } from '../src/testing/index.ts'
import { handleEmulator } from '../test/server/serve.ts'

/** Where the page finds the emulator: `/emulator/image.pollinations.ai/…`, and its control channel at `/emulator/-/…`. */
const prefix = '/emulator'

/** Puts an emulator into the dev server, for pages whose calls shall be real requests that leave nobody's machine. */
export function emulatorPlugin(): Plugin {
  return {
    name: 'blossom-emulator',
    configureServer(server) {
      // The handler and the emulator share this list: the control channel changes it.
      const faults: Fault[] = []
      // About forty pieces a second, the pace of a quick model.
      server.middlewares.use(handleEmulator(createEmulator({ faults, pace: 25 }), prefix, faults))
    },
  }
}
