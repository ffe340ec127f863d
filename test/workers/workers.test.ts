// fluxWorker and sdxlWorker against two small workers that really run on workerd.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fluxWorker, generateImage, type ImageOptions, sdxlWorker } from '../../src/index.ts'
import { listen, only } from '../unit/helpers/events.ts'
import { failureOf } from '../unit/helpers/failure.ts'
import { decodePng } from '../unit/testing/decode.ts'
import { type ServedWorkers, serveWorkers } from './serve-workers.ts'

const APP_KEY = 'sk_this_is_for_gen_alone'
const KEY = 'worker-secret'

let workers: ServedWorkers
beforeAll(async () => {
  workers = await serveWorkers()
})
afterAll(() => workers?.close())

const providers = {
  flux: () => fluxWorker(workers.flux),
  sdxl: () => sdxlWorker(workers.sdxl, { apiKey: async () => KEY }),
}
const NAMES = ['flux', 'sdxl'] as const

/** A fetch that keeps what the worker says has come. */
function watching() {
  const came: { method: string; url: string; headers: Record<string, string>; times: number }[] = []
  async function watched(url: string, init?: RequestInit): Promise<Response> {
    const response = await fetch(url, init)
    const header = response.headers.get('x-came')
    if (header) came.push(JSON.parse(decodeURIComponent(header)))
    return response
  }
  return { came, fetch: watched }
}

const picture = (name: 'flux' | 'sdxl', prompt: string, options: ImageOptions = {}) =>
  generateImage(prompt, { provider: providers[name](), ...options })

describe.each(NAMES)('%s', (name) => {
  test.for(['a red fox', 'a "fox" & 狐 / 🦊?#=+', '100 %', 'two\nlines'])(
    'makes a picture that decodes, another one for another prompt: %j',
    async (prompt) => {
      const { blob, mediaType } = await picture(name, prompt)
      expect([mediaType, blob.type]).toEqual(['image/png', 'image/png'])
      const bytes = new Uint8Array(await blob.arrayBuffer())
      expect(decodePng(bytes)).toMatchObject({ width: 16, height: 16 })
      const other = await picture(name, `${prompt}!`)
      expect(new Uint8Array(await other.blob.arrayBuffer())).not.toEqual(bytes)
    },
  )

  test("is sent its prompt and its own key; the call's key stays here, and an event says so", async () => {
    const { came, fetch } = watching()
    const { events, onEvent } = listen()
    await picture(name, 'a red fox', { apiKey: APP_KEY, fetch, onEvent, width: 64 })
    const [request] = came
    expect(request?.method).toBe(name === 'flux' ? 'GET' : 'POST')
    expect(request?.url).toBe(name === 'flux' ? `${workers.flux}?prompt=a%20red%20fox` : workers.sdxl)
    expect(request?.headers.authorization).toBe(name === 'flux' ? undefined : `Bearer ${KEY}`)
    expect(JSON.stringify(came)).not.toContain(APP_KEY)
    expect(only(events, 'ignored').map(({ option }) => option)).toEqual(['width', 'apiKey'])
  })

  test.for([
    [400, 'bad_request'],
    [429, 'rate_limit'],
    [500, 'unavailable'],
    [503, 'unavailable'],
  ] as const)('its %s is %s', async ([status, code]) => {
    const error = await failureOf(picture(name, `fail ${status}`, { maxRetries: 0 }))
    expect(error).toMatchObject({ code, status })
    expect(error.message).toContain(`Failed with ${status}`)
  })

  test('a 5xx that passes is tried again', async () => {
    const { came, fetch } = watching()
    await picture(name, 'fail 502 twice', { fetch, retryDelay: () => 1 })
    expect(came.map(({ times }) => times)).toEqual([2])
  })

  test('an answer that is no picture is unexpected_content', async () => {
    expect((await failureOf(picture(name, 'no picture'))).code).toBe('unexpected_content')
  })
})

test('sdxl refuses a wrong key: invalid_key', async () => {
  const provider = sdxlWorker(workers.sdxl, { apiKey: 'wrong' })
  expect(await failureOf(generateImage('a fox', { provider }))).toMatchObject({
    name: 'AuthenticationError',
    code: 'invalid_key',
    status: 401,
  })
})

test('each taken for the other answers method_not_allowed', async () => {
  const wrong = [fluxWorker(workers.sdxl), sdxlWorker(workers.flux, { apiKey: KEY })]
  for (const provider of wrong) {
    const error = await failureOf(generateImage('a fox', { provider }))
    expect(error).toMatchObject({ code: 'method_not_allowed', status: 405 })
  }
})

test('a worker that has gone is a network error, after all tries', async () => {
  const gone = await serveWorkers()
  await gone.close()
  const { events, onEvent } = listen()
  const options = { provider: fluxWorker(gone.flux), maxRetries: 2, retryDelay: () => 1, onEvent }
  expect(await failureOf(generateImage('a fox', options))).toMatchObject({ name: 'NetworkError', code: 'network' })
  expect(only(events, 'request')).toHaveLength(3)
})
