import { expect, test } from 'vitest'
import { createEmulator } from '../../../src/testing/index.ts'
import { bytesOf, user } from './ask.ts'
import { decodePng } from './decode.ts'

const fetch = createEmulator()

test('a proxy, at any base of any other host, answers like gen and needs no key', async () => {
  const chat = await fetch('https://my.example/api/ai/v1/chat/completions', {
    method: 'POST',
    body: JSON.stringify(user('bees')),
  })
  expect((await chat.json()).choices[0].message.content).toContain('“bees”')
  const image = await fetch('https://my.example/api/ai/image/bee?width=8&height=9')
  expect(decodePng(await bytesOf(image))).toMatchObject({ width: 8, height: 9 })
  const upload = await fetch('https://my.example/api/ai/upload', { method: 'POST', body: 'x' })
  expect((await upload.json()).size).toBe(1)
})

test('a proxy hands on the errors of gen', async () => {
  const failing = createEmulator({ faults: [{ status: 402 }] })
  const response = await failing('https://my.example/api/ai/image/bee')
  expect(await response.json()).toMatchObject({ status: 402, error: { code: 'PAYMENT_REQUIRED' } })
})

test('an image worker takes ?prompt=, another one a JSON prompt with a key', async () => {
  const flux = await fetch('https://flux.example.workers.dev/?prompt=bee')
  expect(decodePng(await bytesOf(flux)).width).toBe(1024)
  const sdxl = (headers: Record<string, string>, prompt = 'bee') =>
    fetch('https://sdxl.example.workers.dev/', { method: 'POST', headers, body: JSON.stringify({ prompt }) })
  expect((await sdxl({})).status).toBe(401)
  expect((await sdxl({ authorization: 'Bearer x' })).headers.get('content-type')).toBe('image/png')
  expect((await sdxl({ authorization: 'Bearer x' }, '')).status).toBe(400)
})

test('a host that nobody knows is a network failure', async () => {
  const error = await fetch('https://nowhere.example/').catch((error: unknown) => error)
  expect(error).toBeInstanceOf(TypeError)
  expect(error).toMatchObject({ cause: { code: 'ENOTFOUND' } })
})
