import { act } from '@testing-library/react'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { isBlossomError } from '../../src/index.ts'
import { useObject } from '../../src/react/index.ts'
import { show, sleep } from './render.tsx'

const makeSchema = () => z.object({ name: z.string(), colours: z.array(z.string()), petals: z.number() })
const hook = ({ prompt }: { prompt: string }) => useObject(prompt, { schema: makeSchema() })

test('the object gets ever fuller and ends validated; a schema made in the render is no reason to ask again', async () => {
  const { rerender, seen, until, emulator } = show(hook, { prompt: 'Describe a flower' }, { pace: 5, strict: true })
  const { object, result } = await until('done')
  expect(makeSchema().safeParse(object).success).toBe(true)
  expect(result?.object).toEqual(object)
  const lengths = seen.map(({ object }) => JSON.stringify(object ?? '').length)
  expect(new Set(lengths).size).toBeGreaterThan(4)
  expect(lengths).toEqual([...lengths].sort((a, b) => a - b))
  rerender({ prompt: 'Describe a flower' })
  await act(() => sleep(20))
  expect(emulator.requests.length).toBe(1)
})

test('stop keeps the part that came; an empty prompt is idle', async () => {
  const { now, rerender, until } = show(hook, { prompt: 'Describe a flower' }, { pace: 5 })
  const { object } = await until('streaming')
  act(() => now().stop())
  expect(now()).toMatchObject({ status: 'done', object, result: undefined })
  rerender({ prompt: ' ' })
  expect((await until('idle')).object).toBeUndefined()
})

test('an answer that does not fit is an error', async () => {
  const body = 'data: {"choices":[{"delta":{"content":"{\\"name\\":1}"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
  const headers = { 'content-type': 'text/event-stream' }
  const { until } = show(hook, { prompt: 'Describe a flower' }, { faults: [{ body, headers }] })
  const { error, object } = await until('error')
  expect(isBlossomError(error, 'invalid_object')).toBe(true)
  expect(object).toEqual({ name: 1 })
})

test('another picture in a message asks again', async () => {
  const ask = ({ picture }: { picture: Blob }) =>
    useObject([{ role: 'user', content: [{ type: 'image_url', image_url: { url: picture } }] }], {
      schema: makeSchema(),
    })
  const { rerender, until, emulator } = show(ask, { picture: new Blob(['one'], { type: 'image/png' }) })
  await until('done')
  rerender({ picture: new Blob(['three'], { type: 'image/png' }) })
  await until('done')
  expect(emulator.requests.length).toBe(2)
})
