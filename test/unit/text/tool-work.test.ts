import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { chat } from '../../../src/index.ts'
import { KEY } from '../helpers/routes.ts'
import { chatReply, stub } from '../helpers/stub.ts'
import { DONE, delta, stop } from './chunks.ts'
import { openChat } from './hosts.ts'
import { serve } from './serve.ts'

/** Characters of tool arguments that were parsed or made, apart from the chunks themselves. */
let parsed = 0
/** Comparisons of names: a search through calls from the first one would make many. */
beforeEach(() => {
  parsed = 0
  const { parse, stringify } = JSON
  vi.spyOn(JSON, 'parse').mockImplementation((text, revive) => {
    if (!`${text}`.startsWith('{"choices"')) parsed += text.length
    return parse(text, revive)
  })
  vi.spyOn(JSON, 'stringify').mockImplementation(((...given: Parameters<typeof stringify>) => {
    const text = stringify(...given)
    if (!text?.startsWith('{"')) parsed += text?.length ?? 0
    return text
  }) as never)
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** Reads a stream; each access to an id is counted. */
async function read(chunks: readonly object[][]): Promise<number> {
  const steps = [...chunks.map((tool_calls) => delta({ tool_calls })), stop('tool_calls'), DONE]
  const stream = openChat('gen', serve({ steps: [steps.join('')] }))
  parsed = 0
  await stream.result()
  return parsed
}
const call = (index: number, args = '{}', name?: string) => ({
  index,
  id: `c${index}`,
  function: { name: name ?? 't', arguments: args },
})
const list = <T>(length: number, make: (at: number) => T): T[] => Array.from({ length }, (_, at) => make(at))

const SHAPES: Record<string, (n: number) => Promise<number>> = {
  'many calls in one delta': (n) => read([list(n, (at) => call(at))]),
  'many calls, a chunk each': (n) => read(list(n, (at) => [call(at)])),
  'many unfinished calls side by side': (n) => read([list(n, (at) => call(at, '{'))]),
  'many pieces of arguments, the name in each': (n) => read(list(n, () => [call(0, 'xyz ')])),
  'many pieces that each look like an end': (n) => read([[call(0, '{"a":"')], ...list(n, () => [call(0, '}')])]),
  'many repetitions of one call': (n) => read(list(n, () => [call(0, '{"a":1}')])),
  'many values in the arguments of one call': (n) =>
    read([[call(0)], ...list(n, (at) => [call(0, `{"a":${at}}`, '')])]),
  'many calls under one id': (n) => read(list(n, (at) => [{ ...call(0, `{"a":${at}}`), id: 'x' }])),
  'many calls without an id': (n) => read([list(n, (at) => ({ ...call(at), id: '' }))]),
  'many calls in a whole answer': async (n) => {
    const choice = { message: { tool_calls: list(n, (at) => ({ ...call(at), id: '' })) }, finish_reason: 'tool_calls' }
    const fetch = stub(chatReply(null, { choices: [choice] }))
    parsed = 0
    await chat([{ role: 'user', content: 'Hi' }], { fetch, apiKey: KEY })
    return parsed
  },
}

test.for(Object.entries(SHAPES))('%s: twice as many cost twice as much', async ([, shape]) => {
  const once = await shape(400)
  const twice = await shape(800)
  expect(once).toBeGreaterThan(0)
  expect(twice / once).toBeLessThan(2.3)
})
