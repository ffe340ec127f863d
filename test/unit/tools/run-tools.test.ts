import { getEventListeners } from 'node:events'
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { runTools, type Tool, type ToolOptions } from '../../../src/index.ts'
import { createEmulator } from '../../../src/testing/index.ts'
import { listen } from '../helpers/events.ts'
import { failureOf, rejectionOf } from '../helpers/failure.ts'
import { KEY } from '../helpers/routes.ts'
import { chatReply, jsonReply, never, stub } from '../helpers/stub.ts'
import { bodiesOf, callReply, QUESTION } from './scripts.ts'

const NONE = { type: 'object', properties: {} }
const CITY = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
const tool = (execute: Tool<unknown>['execute'], parameters: Tool<unknown>['parameters'] = NONE): Tool<unknown> => ({
  parameters,
  execute,
})
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test('a tool is declared, called with its arguments, and its result handed back', async () => {
  const fetch = stub(callReply(['weather', { city: 'Oslo' }, 'call_1']), chatReply('It rains.'))
  const execute = vi.fn(({ city }: { city: string }) => ({ city, sky: 'rain' }))
  const weather = { description: 'The weather now', parameters: CITY, execute }
  const result = await runTools(QUESTION, { tools: { weather }, fetch, apiKey: KEY, model: 'mistral' })

  expect(execute).toHaveBeenCalledTimes(1)
  expect(execute.mock.calls[0]?.[0]).toEqual({ city: 'Oslo' })
  expect(result).toMatchObject({ text: 'It rains.', finishReason: 'stop', toolCalls: [] })
  const [first, second] = bodiesOf(fetch)
  const declared = { name: 'weather', description: 'The weather now', parameters: CITY }
  expect(first).toMatchObject({ model: 'mistral', tools: [{ type: 'function', function: declared }] })
  expect(first.messages).toEqual(QUESTION)
  const call = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }
  expect(second.messages).toEqual([
    ...QUESTION,
    { role: 'assistant', content: null, tool_calls: [call] },
    { role: 'tool', tool_call_id: 'call_1', content: '{"city":"Oslo","sky":"rain"}' },
  ])
  expect(second.tools).toEqual(first.tools)
  expect(Object.keys(first)).not.toContain('maxSteps')
})

test('messages are the whole chat, ready to go on with; the given ones are not changed', async () => {
  const given = Object.freeze([...QUESTION])
  const fetch = stub(callReply(['now']), chatReply('Noon.'), chatReply('Still noon.'))
  const tools = { now: tool(() => 'noon') }
  const { messages, message } = await runTools(given, { tools, fetch })
  expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant'])
  expect(messages.at(-1)).toEqual(message)
  expect(given).toEqual(QUESTION)
  const next = await runTools([...messages, { role: 'user', content: 'And now?' }], { tools, fetch })
  expect(next.text).toBe('Still noon.')
  expect(next.messages).toHaveLength(6)
})

test('steps hold each answer and what came of its calls', async () => {
  const fetch = stub(callReply(['one', { a: 1 }], ['two']), callReply(['one', { a: 2 }]), chatReply('Done.'))
  const own = new Error('no')
  const tools = {
    one: tool((args) => args),
    two: tool(() => {
      throw own
    }),
  }
  const { steps } = await runTools(QUESTION, { tools, fetch })
  expect(steps.map(({ result }) => result.finishReason)).toEqual(['tool_calls', 'tool_calls', 'stop'])
  expect(steps.map(({ toolResults }) => toolResults)).toEqual([
    [
      { toolCall: expect.objectContaining({ name: 'one', arguments: { a: 1 } }), output: { a: 1 } },
      { toolCall: expect.objectContaining({ name: 'two' }), error: own },
    ],
    [{ toolCall: expect.objectContaining({ name: 'one', arguments: { a: 2 } }), output: { a: 2 } }],
    [],
  ])
  expect(steps[0]?.toolResults[1]?.error).toBe(own)
})

test('the emulator calls tools, and is answered', async () => {
  const fetch = createEmulator()
  const weather = tool(({ city }: never) => `Rain in ${city}`, CITY)
  const { text, steps } = await runTools(QUESTION, { tools: { weather }, fetch })
  expect(text).toContain('Rain in ')
  expect(steps).toHaveLength(2)
  expect(fetch.requests).toHaveLength(2)
})

test('the tools of one answer run side by side; their results stand in the order of the calls', async () => {
  const log: string[] = []
  /** Ends when all of `until` stands in the log: one that ran alone would never see the others. */
  const patient = (name: string, until: string) =>
    tool(async () => {
      log.push(`${name} begins`)
      await vi.waitFor(() => expect(log.join()).toContain(until))
      log.push(`${name} ends`)
      return name
    })
  const fetch = stub(callReply(['a'], ['b'], ['a']), chatReply('Done.'))
  const tools = { a: patient('a', 'b ends'), b: patient('b', 'a begins,b begins,a begins') }
  const { messages } = await runTools(QUESTION, { tools, fetch })
  expect(log.slice(0, 4)).toEqual(['a begins', 'b begins', 'a begins', 'b ends'])
  expect(messages.flatMap(({ role, content }) => (role === 'tool' ? [content] : []))).toEqual(['a', 'b', 'a'])
})

test('a tool gets the id of its call, the chat with the call in it, and the signal', async () => {
  const { signal } = new AbortController()
  const execute = vi.fn()
  const fetch = stub(callReply(['now', {}, 'call_7']), chatReply('Noon.'))
  await runTools(QUESTION, { tools: { now: tool(execute) }, fetch, signal })
  const [, context] = execute.mock.calls[0] ?? []
  expect(context.toolCallId).toBe('call_7')
  expect(context.signal).toBe(signal)
  expect(context.messages.map(({ role }: { role: string }) => role)).toEqual(['user', 'assistant'])
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('without a signal a tool gets one that never aborts, and is called as a method', async () => {
  const fetch = stub(callReply(['now']), chatReply('Noon.'))
  const now = {
    zone: 'UTC',
    parameters: NONE,
    execute(_: unknown, { signal }: { signal: AbortSignal }) {
      return `${this.zone} ${signal.aborted}`
    },
  }
  const { messages } = await runTools(QUESTION, { tools: { now }, fetch })
  expect(messages[2]?.content).toBe('UTC false')
})

test.for([
  ['a string, as it is', 'plain "text"', 'plain "text"'],
  ['an empty string', '', ''],
  ['an object, as JSON', { a: [1] }, '{"a":[1]}'],
  ['a number', 7, '7'],
  ['false', false, 'false'],
  ['nothing', undefined, 'null'],
  ['null', null, 'null'],
] as const)('a result goes to the model: %s', async ([, output, content]) => {
  const fetch = stub(callReply(['now']), chatReply('Noon.'))
  const { messages, steps } = await runTools(QUESTION, { tools: { now: tool(() => output) }, fetch })
  expect(messages[2]?.content).toBe(content)
  expect(steps[0]?.toolResults[0]).toEqual({ toolCall: expect.anything(), output })
})

describe('what goes wrong is told to the model', () => {
  const told = async (name: string, args: unknown, tools: Record<string, Tool<unknown>>) => {
    const fetch = stub(callReply([name, args, 'call_1']), chatReply('Sorry.'))
    const { messages, steps, text } = await runTools(QUESTION, { tools, fetch })
    expect(text).toBe('Sorry.')
    expect(messages[2]).toMatchObject({ role: 'tool', tool_call_id: 'call_1' })
    return { content: `${messages[2]?.content}`, found: steps[0]?.toolResults[0] }
  }
  const circle: unknown[] = []
  circle.push(circle)

  const thrownThings: readonly (readonly [string, unknown, string])[] = [
    ['an error', new Error('No such city'), 'Error: No such city'],
    ['a text', 'No such city', 'Error: No such city'],
    ['an object', { code: 7 }, 'Error: {"code":7}'],
    ['nothing', undefined, 'Error: null'],
    ['what cannot be told', circle, 'Error: unknown'],
  ]
  test.for(thrownThings)('a tool that throws %s', async ([, thrown, content]) => {
    const fail = (): never => {
      throw thrown
    }
    for (const execute of [fail, async () => fail()]) {
      const result = await told('now', {}, { now: tool(execute) })
      expect(result.content).toBe(content)
      expect(Object.keys(result.found ?? {})).toEqual(['toolCall', 'error'])
      expect(result.found?.error).toBe(thrown)
    }
  })

  test.for([
    ['a circle', circle],
    ['a BigInt', { n: 1n }],
  ] as const)('a result that is no JSON: %s', async ([, output]) => {
    const { content, found } = await told('now', {}, { now: tool(() => output) })
    expect(content).toMatch(/^Error: .*(circular|BigInt)/i)
    expect(found?.error).toBeInstanceOf(TypeError)
  })

  test('a tool that is not there, and the names of those that are', async () => {
    const { content, found } = await told('toString', {}, { now: tool(never), later: tool(never) })
    expect(content).toBe('Error: There is no tool toString; there are: now, later.')
    expect(found?.error).toBeInstanceOf(Error)
  })

  test('arguments that are not valid JSON', async () => {
    const execute = vi.fn()
    const { content, found } = await told('now', '{"city": "Os', { now: tool(execute) })
    expect(content).toBe('Error: The arguments are not valid JSON: {"city": "Os')
    expect(found?.toolCall).toMatchObject({ invalid: true, argumentsText: '{"city": "Os' })
    expect(execute).not.toHaveBeenCalled()
  })

  test.for([
    ['zod', z.object({ city: z.string(), days: z.number().default(1) }), undefined],
    ['arktype', type({ city: 'string', days: 'number = 1' }), undefined],
    ['valibot', v.object({ city: v.string(), days: v.optional(v.number(), 1) }), CITY],
  ] as const)(
    'arguments that do not fit the schema, by %s; what fits comes as the schema makes it',
    async ([, parameters, jsonSchema]) => {
      const execute = vi.fn(() => 'rain')
      const weather: Tool<unknown> = { parameters, execute, ...(jsonSchema && { jsonSchema }) }
      const { content } = await told('weather', { city: 7 }, { weather })
      expect(content).toMatch(/^Error: The arguments do not fit: city: ./)
      expect(execute).not.toHaveBeenCalled()
      await told('weather', { city: 'Oslo' }, { weather })
      expect(execute).toHaveBeenCalledWith({ city: 'Oslo', days: 1 }, expect.anything())
    },
  )

  test('arguments for a plain JSON Schema come as they are', async () => {
    const execute = vi.fn()
    await told('weather', { city: 7 }, { weather: tool(execute, CITY) })
    expect(execute.mock.calls[0]?.[0]).toEqual({ city: 7 })
  })
})

describe('the number of steps', () => {
  test.for([
    [undefined, 8],
    [1, 1],
    [3, 3],
  ] as const)('with maxSteps %s a model that always calls is asked %s times', async ([maxSteps, times]) => {
    const fetch = stub(callReply(['now']))
    const execute = vi.fn(() => 'noon')
    const result = await runTools(QUESTION, { tools: { now: tool(execute) }, fetch, maxSteps })
    expect(fetch.asked).toHaveLength(times)
    expect(execute).toHaveBeenCalledTimes(times)
    expect(result.steps).toHaveLength(times)
    expect(result.finishReason).toBe('tool_calls')
    // The chat is whole: no call is left without its result.
    expect(result.messages.at(-1)).toMatchObject({ role: 'tool', content: 'noon' })
  })

  test('a call that is forced is forced once: then the model may answer', async () => {
    for (const toolChoice of ['required', { name: 'now' }] as const) {
      const fetch = stub(callReply(['now']), chatReply('Noon.'))
      await runTools(QUESTION, { tools: { now: tool(() => 'noon') }, fetch, toolChoice })
      const [first, second] = bodiesOf(fetch)
      expect(first.tool_choice).toEqual(
        toolChoice === 'required' ? 'required' : { type: 'function', function: { name: 'now' } },
      )
      expect(second).not.toHaveProperty('tool_choice')
    }
  })

  test('`none` holds for all', async () => {
    const fetch = stub(callReply(['now']), chatReply('Noon.'))
    await runTools(QUESTION, { tools: { now: tool(() => 'noon') }, fetch, toolChoice: 'none' })
    expect(bodiesOf(fetch).map(({ tool_choice }) => tool_choice)).toEqual(['none', 'none'])
  })

  test('a random seed is drawn once for all', async () => {
    const fetch = stub(callReply(['now']), callReply(['now']), chatReply('Noon.'))
    await runTools(QUESTION, { tools: { now: tool(() => 'noon') }, fetch, seed: 'random' })
    const seeds = bodiesOf(fetch).map(({ seed }) => seed)
    expect(new Set(seeds).size).toBe(1)
    expect(Number.isInteger(seeds[0])).toBe(true)
  })
})

describe('abort', () => {
  test('in the middle of a tool that never ends it throws the reason at once, and no request follows', async () => {
    const controller = new AbortController()
    const reason = new Error('Enough')
    const fetch = stub(callReply(['hang'], ['quick']), chatReply('Done.'))
    let heard: unknown
    let begun = false
    const hang = tool((_, { signal }) => {
      begun = true
      signal.addEventListener('abort', () => {
        heard = signal.reason
      })
      return never()
    })
    const running = runTools(QUESTION, { tools: { hang, quick: tool(() => 'x') }, fetch, signal: controller.signal })
    await vi.waitFor(() => expect(begun).toBe(true))
    controller.abort(reason)
    expect(await rejectionOf(running)).toBe(reason)
    expect(heard).toBe(reason)
    await wait(20)
    expect(fetch.asked).toHaveLength(1)
  })

  test('a tool that throws because of the abort is not told to the model', async () => {
    const controller = new AbortController()
    const reason = new Error('Enough')
    const fetch = stub(callReply(['hang']), chatReply('Done.'))
    const hang = tool((_, { signal }) => {
      controller.abort(reason)
      throw signal.reason
    })
    expect(await rejectionOf(runTools(QUESTION, { tools: { hang }, fetch, signal: controller.signal }))).toBe(reason)
    expect(fetch.asked).toHaveLength(1)
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })

  test('with the answer that calls, no tool is started any more', async () => {
    const controller = new AbortController()
    const reason = new Error('Enough')
    const execute = vi.fn()
    const onEvent = ({ type }: { type: string }) => {
      if (type === 'done') controller.abort(reason)
    }
    const { signal } = controller
    const running = runTools(QUESTION, {
      tools: { now: tool(execute) },
      fetch: stub(callReply(['now'])),
      signal,
      onEvent,
    })
    expect(await rejectionOf(running)).toBe(reason)
    expect(execute).not.toHaveBeenCalled()
  })

  test('already aborted means no request', async () => {
    const reason = new Error('Enough')
    const fetch = stub(chatReply('Hi'))
    const options = { tools: { now: tool(never) }, fetch, signal: AbortSignal.abort(reason) }
    expect(await rejectionOf(runTools(QUESTION, options))).toBe(reason)
    expect(fetch.asked).toEqual([])
  })
})

test('events of every request name the function that was called', async () => {
  const { events, onEvent } = listen()
  const fetch = stub(callReply(['now']), chatReply('Noon.'))
  await runTools(QUESTION, { tools: { now: tool(() => 'noon') }, fetch, onEvent })
  expect(events.filter(({ type }) => type === 'done')).toHaveLength(2)
  expect(new Set(events.map(({ operation }) => operation))).toEqual(new Set(['runTools']))
})

test('an error of the service in a later step is the error of the call', async () => {
  const fetch = stub(callReply(['now']), jsonReply({ error: 'gone' }, 404))
  const error = await failureOf(runTools(QUESTION, { tools: { now: tool(() => 'noon') }, fetch }))
  expect(error).toMatchObject({ code: 'not_found', context: { operation: 'runTools' } })
})

describe('bad input is refused before any request', () => {
  const now = tool(() => 'noon')
  test.for([
    ['no options', undefined, 'invalid_option', /options/],
    ['no tools', {}, 'invalid_option', /tools/],
    ['an empty object of tools', { tools: {} }, 'invalid_option', /tools/],
    ['a tool without execute', { tools: { now: { parameters: NONE } } }, 'invalid_option', /tools\.now/],
    ['a tool that is nothing', { tools: { now: null } }, 'invalid_option', /tools\.now/],
    ['tools as a chat takes them', { tools: [{ type: 'function', function: {} }] }, 'invalid_option', /tools\.0/],
    ['a tool without parameters', { tools: { now: { execute() {} } } }, 'invalid_option', /tools\.now\.parameters/],
    [
      'parameters that cannot become JSON Schema',
      { tools: { now: tool(() => 1, v.object({ a: v.string() })) } },
      'invalid_option',
      /tools\.now\.parameters cannot become JSON Schema/,
    ],
    ['no steps', { tools: { now }, maxSteps: 0 }, 'invalid_option', /maxSteps/],
    ['half a step', { tools: { now }, maxSteps: 1.5 }, 'invalid_option', /maxSteps/],
    ['a bad option of the chat', { tools: { now }, temperature: 3 }, 'invalid_option', /temperature/],
    ['a bad choice', { tools: { now }, toolChoice: 7 }, 'invalid_option', /toolChoice/],
    ['a bad seed', { tools: { now }, seed: 'any' }, 'invalid_option', /seed/],
    ['a signal that is none', { tools: { now }, signal: {} }, 'invalid_option', /signal/],
  ] as const)('%s', async ([, options, code, words]) => {
    const fetch = stub(chatReply('Hi'))
    const given = (options && { ...options, fetch }) as unknown as ToolOptions<unknown>
    const error = await failureOf(runTools(QUESTION, given))
    expect(error).toMatchObject({ name: 'ValidationError', code, context: { operation: 'runTools' } })
    expect(error.message).toMatch(words)
    expect(fetch.asked).toEqual([])
  })

  test.for([[[]], ['Hello'], [[{ content: 'Hi' }]], [undefined]])('messages that are none: %j', async ([messages]) => {
    const fetch = stub(chatReply('Hi'))
    const error = await failureOf(runTools(messages as never, { tools: { now }, fetch }))
    expect(error).toMatchObject({ code: 'invalid_message', context: { operation: 'runTools' } })
    expect(fetch.asked).toEqual([])
  })
})
