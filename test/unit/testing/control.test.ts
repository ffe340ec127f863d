import { afterEach, expect, test } from 'vitest'
import type { EmulatorOptions, RecordedRequest } from '../../../src/testing/index.ts'
import { type ServedEmulator, serveEmulator } from '../../server/serve.ts'

const open: ServedEmulator[] = []
async function serve(options?: EmulatorOptions): Promise<ServedEmulator> {
  const served = await serveEmulator(options)
  open.push(served)
  return served
}
afterEach(() => Promise.all(open.splice(0).map((served) => served.close())))

const PATH = '/prompt/bee?width=64&height=64'

test('the control channel lists the requests with their times, resets, and replaces the faults', async () => {
  const { origin, url } = await serve({ faults: [{ status: 418 }] })
  const target = url('image.pollinations.ai') + PATH
  const send = (path: string, body?: unknown) =>
    fetch(`${origin}/-/${path}`, { method: 'POST', ...(body ? { body: JSON.stringify(body) } : {}) })
  const list = async (): Promise<(RecordedRequest & { at: number; abortedAt?: number })[]> =>
    (await fetch(`${origin}/-/requests`)).json()
  expect((await fetch(target)).status).toBe(418)
  expect(
    await (
      await send('faults', [
        { route: { regexp: '^GET image' }, nth: 2, status: 500 },
        { route: 'text', hang: true },
      ])
    ).json(),
  ).toEqual({ faults: 2 })
  expect([(await fetch(target)).status, (await fetch(target)).status]).toEqual([200, 500])
  const controller = new AbortController()
  const hanging = fetch(`${url('text.pollinations.ai')}/x`, { signal: controller.signal }).catch(() => undefined)
  while ((await list()).length < 4) await new Promise((resolve) => setTimeout(resolve, 5))
  await new Promise((resolve) => setTimeout(resolve, 30))
  controller.abort()
  await hanging
  let requests = await list()
  while (!requests[3]?.aborted) requests = await list()
  expect(requests.map(({ aborted }) => aborted)).toEqual([false, false, false, true])
  expect(Number(requests[3]?.abortedAt) - Number(requests[3]?.at)).toBeGreaterThan(10)
  await send('reset')
  expect(await list()).toEqual([])
  expect([(await fetch(target)).status, (await fetch(target)).status]).toEqual([200, 500])
  expect((await send('faults', { no: 'list' })).status).toBe(400)
  expect((await send('nothing')).status).toBe(404)
})

test('the control channel is open to pages', async () => {
  const { origin } = await serve()
  const response = await fetch(`${origin}/-/faults`, { method: 'OPTIONS' })
  expect([
    response.status,
    response.headers.get('access-control-allow-origin'),
    response.headers.get('access-control-allow-headers'),
  ]).toEqual([204, '*', 'content-type'])
})
