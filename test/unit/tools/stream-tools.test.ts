import { getEventListeners } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { runTools, streamTools, type Tool, type ToolEvent, type ToolOptions } from '../../../src/index.ts'
import { createEmulator } from '../../../src/testing/index.ts'
import { listen, only } from '../helpers/events.ts'
import { failureOf, rejectionOf } from '../helpers/failure.ts'
import { KEY } from '../helpers/routes.ts'
import { chatReply, never, stub } from '../helpers/stub.ts'
import { count, DONE, delta, event, say, stop } from '../text/chunks.ts'
import { RESET, type Reply, type Served, STALL, type Step, serve } from '../text/serve.ts'
import { callReply, callSteps, QUESTION, textSteps } from './scripts.ts'

const NONE = { type: 'object', properties: {} }
const tool = (execute: Tool<unknown>['execute']): Tool<unknown> => ({ parameters: NONE, execute })
const now = tool(() => 'noon')
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function open(replies: readonly Reply[], options: Partial<ToolOptions<unknown>> = {}, tools: object = { now }) {
  const served = serve(...replies)
  const given = { tools, fetch: served.fetch, apiKey: KEY, ...options } as ToolOptions<unknown>
  return { stream: streamTools(QUESTION, given), served }
}
const bodiesOf = ({ requests }: Served) => requests.map(({ init }) => JSON.parse(`${init.body}`))

async function collect(events: AsyncIterable<ToolEvent>): Promise<{ events: ToolEvent[]; error: unknown }> {
  const found: ToolEvent[] = []
  try {
    for await (const each of events) found.push(each)
    return { events: found, error: undefined }
  } catch (error) {
    return { events: found, error }
  }
}

const TWO_STEPS: readonly Reply[] = [
  { steps: [delta({ reasoning_content: 'Hm' }), say('Let me '), say('look.'), ...callSteps(['now', { a: 1 }, 'c1'])] },
  { steps: [say('It is '), say('noon.'), stop(), count(3, 4), DONE] },
]

test('events come in order: a step, what it says and calls, the results, the next step', async () => {
  const { stream } = open(TWO_STEPS)
  const { events } = await collect(stream.events())
  const toolCall = { id: 'c1', name: 'now', arguments: { a: 1 }, argumentsText: '{"a":1}' }
  expect(events).toEqual([
    { type: 'step', step: 1 },
    { type: 'reasoning', text: 'Hm' },
    { type: 'text', text: 'Let me ' },
    { type: 'text', text: 'look.' },
    { type: 'tool-call', toolCall },
    { type: 'finish', finishReason: 'tool_calls' },
    { type: 'tool-result', toolCall, output: 'noon' },
    { type: 'step', step: 2 },
    { type: 'text', text: 'It is ' },
    { type: 'text', text: 'noon.' },
    { type: 'usage', usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7 } },
    { type: 'finish', finishReason: 'stop' },
  ])
})

test('the loop gives the text of all steps; `partial` is all that came', async () => {
  const { stream, served } = open(TWO_STEPS)
  const pieces: string[] = []
  for await (const piece of stream) {
    pieces.push(piece)
    expect(stream.partial.text).toBe(pieces.join(''))
  }
  expect(pieces).toEqual(['Let me ', 'look.', 'It is ', 'noon.'])
  expect(stream.partial).toMatchObject({ text: 'Let me look.It is noon.', reasoning: 'Hm', finishReason: 'stop' })
  expect(stream.partial.toolCalls).toHaveLength(1)
  expect(bodiesOf(served).map(({ stream }) => stream)).toEqual([true, true])
})

test.for([
  ['two steps', TWO_STEPS, [callReply(['now', { a: 1 }, 'c1']), chatReply('It is noon.')]],
  [
    'calls side by side, one of a tool that is not there',
    [{ steps: callSteps(['now', {}, 'c1'], ['gone', {}, 'c2']) }, { steps: textSteps('Sorry.') }],
    [callReply(['now', {}, 'c1'], ['gone', {}, 'c2']), chatReply('Sorry.')],
  ],
  ['no call at all', [{ steps: textSteps('Hello', ' there') }], [chatReply('Hello there')]],
  ['calls without an end', [{ steps: callSteps(['now', {}, 'c1']) }], [callReply(['now', {}, 'c1'])]],
] as const)('its result is that of runTools, and so is what it sends: %s', async ([, replies, whole]) => {
  const { stream, served } = open(replies, { maxSteps: 3, requestId: 'mine' })
  const fetch = stub(...whole)
  const asked = await runTools(QUESTION, { tools: { now }, maxSteps: 3, fetch, apiKey: KEY, requestId: 'mine' })
  const streamed = await stream.result()
  type Result = typeof asked
  const facts = ({ steps, messages, text, finishReason, toolCalls, message }: Result) => ({
    text,
    finishReason,
    toolCalls,
    message: { ...message, content: message.content ?? '' },
    messages: messages.filter(({ role }) => role !== 'assistant'),
    results: steps.map(({ toolResults }) => toolResults.map(({ output, toolCall }) => [output, toolCall])),
    texts: steps.slice(1).map(({ result }) => result.text),
  })
  expect(facts(streamed)).toEqual(facts(asked))
  expect(await stream.text()).toBe(asked.text)
  const sent = served.requests.map(({ init }) => JSON.parse(`${init.body}`))
  expect(sent.map(({ messages }) => messages.length)).toEqual(
    fetch.asked.map(({ body }) => JSON.parse(`${body}`).messages.length),
  )
  expect(sent.map(({ tools }) => tools)).toEqual(fetch.asked.map(({ body }) => JSON.parse(`${body}`).tools))
})

test('the emulator calls tools, and is answered, piece by piece', async () => {
  const fetch = createEmulator()
  const stream = streamTools(QUESTION, { tools: { now: tool(() => 'Rain') }, fetch })
  const { events } = await collect(stream.events())
  const types = events.map(({ type }) => type)
  expect(types.filter((type) => type !== 'text').join()).toBe(
    'step,tool-call,usage,finish,tool-result,step,usage,finish',
  )
  expect(types.filter((type) => type === 'text').length).toBeGreaterThan(10)
  expect((await stream.result()).text).toContain('Rain')
})

test('a failed tool is a tool-result with its error', async () => {
  const own = new Error('no')
  const failing = tool(() => {
    throw own
  })
  const { stream } = open([{ steps: callSteps(['now']) }, { steps: textSteps('Sorry.') }], {}, { now: failing })
  const { events, error } = await collect(stream.events())
  expect(error).toBeUndefined()
  expect(events.find(({ type }) => type === 'tool-result')).toEqual({
    type: 'tool-result',
    toolCall: expect.objectContaining({ name: 'now' }),
    error: own,
  })
})

test('tools run side by side', async () => {
  let running = 0
  // Each ends when all three have begun: one that ran alone would never end.
  const patient = tool(() => {
    running++
    return vi.waitFor(() => expect(running).toBe(3))
  })
  const { stream } = open(
    [{ steps: callSteps(['a'], ['b'], ['a']) }, { steps: textSteps('x') }],
    {},
    { a: patient, b: patient },
  )
  expect((await stream.result()).text).toContain('x')
})

test('each step has its usage and finish reason; the result has those of the last', async () => {
  const { stream } = open([
    {
      steps: [
        delta({ tool_calls: [{ id: 'c', function: { name: 'now', arguments: '' } }] }),
        stop('tool_calls'),
        count(9, 9),
        DONE,
      ],
    },
    { steps: [say('x'), stop('length'), DONE] },
  ])
  const { steps, usage, finishReason } = await stream.result()
  expect(usage).toBeUndefined()
  expect(finishReason).toBe('length')
  expect(steps.map(({ result }) => result.usage?.totalTokens)).toEqual([18, undefined])
})

test('a last answer without a finish reason has none, whatever the one before it said', async () => {
  const replies = [{ steps: callSteps(['now']) }, { steps: [say('x'), DONE] }]
  const { stream } = open(replies, { apiKey: undefined })
  expect((await stream.result()).finishReason).toBeNull()
})

test('maxSteps bounds the steps; the last results are told', async () => {
  const { stream, served } = open([{ steps: callSteps(['now']) }], { maxSteps: 2 })
  const { events } = await collect(stream.events())
  expect(events.map(({ type }) => type)).toEqual([
    ...['step', 'tool-call', 'finish', 'tool-result'],
    ...['step', 'tool-call', 'finish', 'tool-result'],
  ])
  expect(served.requests).toHaveLength(2)
  expect((await stream.result()).messages.at(-1)).toMatchObject({ role: 'tool' })
})

describe('leaving', () => {
  test('nothing happens before the first read', async () => {
    const { stream, served } = open(TWO_STEPS)
    await wait(10)
    expect(served.requests).toEqual([])
    await stream[Symbol.asyncIterator]().return?.()
    expect(await stream.result()).toMatchObject({ text: '', finishReason: 'stopped', steps: [], messages: QUESTION })
    expect(served.requests).toEqual([])
  })

  test('`break` in the first step closes the connection; the result is what was handed out', async () => {
    const { stream, served } = open([{ steps: [say('One ') + say('two '), STALL] }])
    for await (const _ of stream) break
    expect(served.closed).toBe(1)
    expect(await stream.result()).toMatchObject({
      text: 'One ',
      finishReason: 'stopped',
      steps: [],
      messages: QUESTION,
    })
  })

  test('`break` in a later step: the result is of that step, with the steps before it', async () => {
    const { stream, served } = open([TWO_STEPS[0] as Reply, { steps: [say('It is ') + say('noon'), STALL] }])
    for await (const piece of stream) if (piece === 'It is ') break
    const result = await stream.result()
    expect(result).toMatchObject({ text: 'It is ', toolCalls: [], finishReason: 'stopped' })
    expect(result.reasoning).toBeUndefined()
    expect(result.steps).toHaveLength(1)
    expect(result.messages).toHaveLength(3)
    expect(stream.partial.text).toBe('Let me look.It is ')
    expect(served.closed).toBe(1)
    await wait(10)
    expect(served.requests).toHaveLength(2)
  })

  test('`break` behind a tool-result: no further request', async () => {
    const { stream, served } = open(TWO_STEPS)
    for await (const each of stream.events()) if (each.type === 'tool-result') break
    expect(await stream.result()).toMatchObject({ text: 'Let me look.', finishReason: 'stopped' })
    await wait(10)
    expect(served.requests).toHaveLength(1)
  })

  test('leaving while a tool runs aborts the signal of the tool, and no request follows', async () => {
    const { signal } = new AbortController()
    let given: AbortSignal | undefined
    const hang = tool((_, context) => {
      given = context.signal
      return never()
    })
    const { stream, served } = open(
      [{ steps: callSteps(['now']) }, { steps: textSteps('x') }],
      { signal },
      { now: hang },
    )
    const reader = stream.toReadableStream().getReader()
    void reader.read()
    await vi.waitFor(() => expect(given).toBeDefined())
    await reader.cancel()
    expect(given?.aborted).toBe(true)
    expect(await stream.result()).toMatchObject({ finishReason: 'stopped' })
    await wait(10)
    expect(served.requests).toHaveLength(1)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

describe('abort', () => {
  test.for(['step 1', 'a tool', 'step 2'])('in the middle of %s it throws the reason at once', async (where) => {
    const controller = new AbortController()
    const reason = new Error('Enough')
    let heard: AbortSignal | undefined
    const maybeHang = tool((_, { signal }) => {
      heard = signal
      return where === 'a tool' ? never() : 'noon'
    })
    const first: Step[] = where === 'step 1' ? [say('One '), STALL] : [say('One '), ...callSteps(['now'])]
    const { signal } = controller
    const { stream, served } = open([{ steps: first }, { steps: [say('two '), STALL] }], { signal }, { now: maybeHang })
    const reading = collect(stream.events())
    await vi.waitFor(() => {
      expect(stream.partial.text).toBe(where === 'step 2' ? 'One two ' : 'One ')
      if (where === 'a tool') expect(heard).toBeDefined()
    })
    controller.abort(reason)
    expect((await reading).error).toBe(reason)
    expect(await rejectionOf(stream.result())).toBe(reason)
    expect(await rejectionOf(stream.text())).toBe(reason)
    expect(stream.partial.text).toBe(where === 'step 2' ? 'One two ' : 'One ')
    expect(heard?.reason).toBe(where === 'step 1' ? undefined : reason)
    await wait(10)
    expect(served.requests).toHaveLength(where === 'step 2' ? 2 : 1)
    expect(served.closed).toBe(where === 'a tool' ? 0 : 1)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('between two pieces that have come together it throws the reason', async () => {
    const controller = new AbortController()
    const reason = new Error('Enough')
    const { stream } = open([{ steps: [textSteps('One ', 'two').join('')] }], { signal: controller.signal })
    const read = async () => {
      for await (const _ of stream) controller.abort(reason)
    }
    expect(await rejectionOf(read())).toBe(reason)
    expect(stream.partial.text).toBe('One ')
  })

  test('already aborted means no request', async () => {
    const reason = new Error('Enough')
    const { stream, served } = open(TWO_STEPS, { signal: AbortSignal.abort(reason) })
    expect((await collect(stream.events())).error).toBe(reason)
    expect(served.requests).toEqual([])
  })

  test('a good end leaves no listener', async () => {
    const { signal } = new AbortController()
    const { stream } = open(TWO_STEPS, { signal })
    await stream.result()
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

describe('errors', () => {
  test('a refusal of the first step rejects toResponse()', async () => {
    const { stream } = open([
      { status: 404, headers: { 'content-type': 'application/json' }, steps: ['{"error":"no"}'] },
    ])
    const error = await failureOf(stream.toResponse())
    expect(error).toMatchObject({ code: 'not_found', context: { operation: 'streamTools' } })
  })

  test('a stream that dies in a later step: the error has the text of all steps', async () => {
    const { stream } = open([TWO_STEPS[0] as Reply, { steps: [say('It is '), RESET] }])
    const { error } = await collect(stream.events())
    expect(error).toMatchObject({ name: 'StreamError', code: 'incomplete', partial: 'Let me look.It is ' })
    expect(await rejectionOf(stream.result())).toBe(error)
  })

  test('silence is `stalled`, and a slow tool is no silence', async () => {
    const slow = tool(() => wait(120))
    const replies: Reply[] = [{ steps: callSteps(['now']) }, { steps: [say('x'), STALL] }]
    const { stream } = open(replies, { stallTimeout: 60 }, { now: slow })
    const { events, error } = await collect(stream.events())
    expect(events.map(({ type }) => type)).toContain('tool-result')
    expect(error).toMatchObject({ code: 'stalled', partial: 'x' })
  })

  test('an error in the stream is `provider`', async () => {
    const { stream } = open([{ steps: [say('x'), event({ error: { message: 'overloaded' } })] }])
    expect((await collect(stream.events())).error).toMatchObject({ code: 'provider', partial: 'x' })
  })

  test.for([
    ['no options', undefined],
    ['no tools', {}],
    ['a tool without execute', { tools: { now: { parameters: NONE } } }],
    [
      'parameters that cannot become JSON Schema',
      { tools: { now: { parameters: z.object({ d: z.date() }), execute() {} } } },
    ],
    ['a bad number of steps', { tools: { now }, maxSteps: 0 }],
    ['a bad option of the chat', { tools: { now }, topP: 2 }],
  ] as const)('bad input rejects the first read, before any request: %s', async ([, options]) => {
    const fetch = stub(chatReply('x'))
    const stream = streamTools(QUESTION, (options && { ...options, fetch }) as unknown as ToolOptions<unknown>)
    const { error } = await collect(stream.events())
    expect(error).toMatchObject({ code: 'invalid_option', context: { operation: 'streamTools' } })
    expect(await rejectionOf(stream.result())).toBe(error)
    expect(fetch.asked).toEqual([])
  })

  test('messages that are none reject the first read', async () => {
    const stream = streamTools([], { tools: { now }, fetch: stub(chatReply('x')) } as ToolOptions<unknown>)
    expect((await collect(stream.events())).error).toMatchObject({ code: 'invalid_message' })
  })

  test('a second reader is refused', async () => {
    const { stream } = open(TWO_STEPS)
    await collect(stream.events())
    const { error } = await collect(stream.events())
    expect(error).toMatchObject({ code: 'already_read', context: { operation: 'streamTools' } })
  })
})

test('call events of every request name the function that was called', async () => {
  const { events, onEvent } = listen()
  const { stream } = open(TWO_STEPS, { onEvent })
  await stream.result()
  expect(only(events, 'done')).toHaveLength(2)
  expect(new Set(events.map(({ operation }) => operation))).toEqual(new Set(['streamTools']))
})
