import type { Route } from 'playwright'
import type { Emulator } from '../../src/testing/index.ts'

/** Answers what a page asks of a service with an emulator. */
export async function answerRoute(route: Route, emulator: Emulator): Promise<void> {
  const request = route.request()
  const response = await emulator(request.url(), {
    method: request.method(),
    headers: request.headers(),
    body: request.postDataBuffer() as Uint8Array<ArrayBuffer> | null,
  })
  const body = Buffer.from(await response.arrayBuffer())
  await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body })
}
