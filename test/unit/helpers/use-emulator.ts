import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { createEmulator, type Emulator, type Fault } from '../../../src/testing/index.ts'

let current = createEmulator()

const server = setupServer(
  http.all('*', async ({ request }) => {
    try {
      return await current(request)
    } catch {
      // What a handler throws would become an answer; this is how a connection dies.
      return HttpResponse.error()
    }
  }),
)

/** For the tests of a file the global `fetch` reaches an emulator, a fresh one for each test. */
export function useEmulator(): void {
  beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
  beforeEach(() => {
    emulate()
  })
  afterAll(() => server.close())
}

/** The emulator that answers from now on; look at its `requests`. */
export function emulate(...faults: Fault[]): Emulator {
  current = createEmulator({ faults })
  return current
}
