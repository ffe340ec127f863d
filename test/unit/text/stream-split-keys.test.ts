import { expect, test } from 'vitest'
import { streamObject, streamTools } from '../../../src/index.ts'
import { DONE, delta, END, say, stop } from './chunks.ts'
import { openChat } from './hosts.ts'
import { readAll } from './read-all.ts'
import { serve } from './serve.ts'

// A service that echoes the key may do so in two pieces: then it stands in what is put together from them.

const KEY = 'sk_test_1234'
const [LEFT, RIGHT] = ['sk_te', 'st_1234']
const args = (text: string) => delta({ tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: text } }] })
const CALL = [args(`{"k":"${LEFT}`), args(`${RIGHT}","e":"\\u0073k_te`), args(`${RIGHT}"}`), stop('tool_calls'), DONE]

test('a key in two pieces of text or reasoning is cut out of partial and of the result', async () => {
  const steps = [delta({ reasoning: `My ${LEFT}` }), delta({ reasoning: RIGHT }), say(`So ${LEFT}`), say(RIGHT), END]
  const stream = openChat('gen', serve({ steps }))
  await readAll(stream)
  const cut = { text: 'So [key]', reasoning: 'My [key]' }
  expect(stream.partial).toMatchObject(cut)
  expect(await stream.result()).toMatchObject({ ...cut, message: { content: 'So [key]' } })
  const left = openChat('gen', serve({ steps }))
  for await (const piece of left) if (piece === RIGHT) break
  expect(await left.result()).toMatchObject({ ...cut, finishReason: 'stopped' })
})

test('a key in two pieces of the arguments of a tool is cut out of the call', async () => {
  const stream = openChat('gen', serve({ steps: CALL }))
  const { events } = await readAll(stream)
  const toolCall = expect.objectContaining({ arguments: { k: '[key]', e: '[key]' } })
  expect(events[0]).toEqual({ type: 'tool-call', toolCall })
  expect(stream.partial.toolCalls).toEqual([toolCall])
  expect((await stream.result()).toolCalls).toEqual([toolCall])
  expect(JSON.stringify([events, await stream.result()])).not.toContain(KEY)
})

test('a key in two pieces of a spoken answer is cut out of what it says', async () => {
  const steps = [LEFT, RIGHT].map((transcript) => delta({ audio: { data: 'UklGRg==', transcript } }))
  const { audio, message } = await openChat('gen', serve({ steps: [...steps, END] })).result()
  expect([audio?.transcript, message.content]).toEqual(['[key]', '[key]'])
})

test('a key in two pieces of an object is cut out of every partial that has it whole', async () => {
  const { fetch } = serve({ steps: [say(`{"a":"${LEFT}`), say(RIGHT), say(' b","c":1'), say('}'), END] })
  const stream = streamObject('An object', { schema: { type: 'object' }, apiKey: KEY, fetch })
  const seen: unknown[] = []
  for await (const partial of stream) seen.push(partial, stream.partial)
  expect(JSON.stringify(seen)).not.toContain(KEY)
  expect(seen.at(-1)).toEqual({ a: '[key] b', c: 1 })
})

test('the steps of a run with tools stay apart where a key in two pieces is cut out', async () => {
  const first = [delta({ reasoning: `My ${LEFT}` }), delta({ reasoning: RIGHT }), say(`One ${LEFT}`), say(RIGHT)]
  const second = [delta({ reasoning: 'Hm.' }), say('two '), say('three'), END]
  const { fetch } = serve({ steps: [...first, ...CALL] }, { steps: second })
  const tools = { f: { parameters: { type: 'object' }, execute: () => 'done' } }
  const stream = streamTools([{ role: 'user', content: 'Go' }], { tools, apiKey: KEY, fetch })
  for await (const piece of stream) if (piece === 'two ') break
  expect(stream.partial).toMatchObject({ text: 'One [key]two ', reasoning: 'My [key]Hm.' })
  const result = await stream.result()
  expect(result).toMatchObject({ text: 'two ', reasoning: 'Hm.', finishReason: 'stopped' })
  expect(result.steps[0]?.result).toMatchObject({ text: 'One [key]', reasoning: 'My [key]' })
})
