import { describe, expect, test, vi } from 'vitest'
import { runTools, streamTools, type Tool, type ToolEvent } from '../../../src/index.ts'
import { rejectionOf } from '../helpers/failure.ts'
import { KEY } from '../helpers/routes.ts'
import { chatReply, never, stub } from '../helpers/stub.ts'
import { serve } from '../text/serve.ts'
import { bodiesOf, callReply, callSteps, QUESTION, textSteps, type Wish } from './scripts.ts'

const STOPPED = 'Error: Stopped by the user.'
const parameters = { type: 'object' }
const tool = (execute: Tool<unknown>['execute']): Tool<unknown> => ({ parameters, execute })
/** A tool whose calls end when the test wants it; each is known by its argument. */
function held() {
  const ends = new Map<unknown, (output: unknown) => void>()
  const execute = vi.fn(({ n }: { n: unknown }) => new Promise((resolve) => ends.set(n, resolve)))
  return { execute, ends, parameters, end: (n: unknown) => ends.get(n)?.(`done ${n}`) } as const
}
const numbers = (count: number): Wish[] => Array.from({ length: count }, (_, n) => ['w', { n }, `id-${n}`])
const contentsOf = (messages: readonly { role: string; content: unknown }[]) =>
  messages.flatMap(({ role, content }) => (role === 'tool' ? [content] : []))

function open(calls: readonly Wish[], tools: Record<string, unknown>, more: object = {}) {
  const served = serve({ steps: callSteps(...calls) }, { steps: textSteps('ok') })
  const stream = streamTools(QUESTION, { tools: tools as never, apiKey: KEY, fetch: served.fetch, ...more })
  return { served, stream, events: stream.events()[Symbol.asyncIterator]() }
}
/** Reads up to the next result. */
async function nextResult(events: AsyncIterator<ToolEvent>): Promise<unknown> {
  for (;;) {
    const { value, done } = await events.next()
    if (done) return
    if (value.type === 'tool-result') return value.output
  }
}

test('a result is handed out as soon as its tool has settled; the messages keep the order of the calls', async () => {
  const w = held()
  const { events, served, stream } = open(numbers(3), { w })
  const first = nextResult(events)
  await vi.waitFor(() => expect(w.ends.size).toBe(3))
  w.end(1)
  expect(await first).toBe('done 1')
  const second = nextResult(events)
  w.end(2)
  expect(await second).toBe('done 2')
  const third = nextResult(events)
  w.end(0)
  expect(await third).toBe('done 0')
  expect(await nextResult(events)).toBeUndefined()
  const { messages, steps } = await stream.result()
  expect(contentsOf(messages)).toEqual(['done 0', 'done 1', 'done 2'])
  expect(steps[0]?.toolResults.map(({ output }) => output)).toEqual(['done 0', 'done 1', 'done 2'])
  expect(contentsOf(JSON.parse(`${served.requests[1]?.init.body}`).messages)).toEqual(['done 0', 'done 1', 'done 2'])
})

test('results that settle together are all handed out, once', async () => {
  const { stream } = open(numbers(200), { w: tool((args) => args) })
  const outputs: unknown[] = []
  for await (const event of stream.events()) if (event.type === 'tool-result') outputs.push(event.output)
  expect(outputs).toEqual(Array.from({ length: 200 }, (_, n) => ({ n })))
})

describe('who stops keeps what has settled, and a chat that can be continued', () => {
  test('by leaving the loop', async () => {
    const w = held()
    const { events, stream, served } = open(numbers(3), { w })
    const first = nextResult(events)
    await vi.waitFor(() => expect(w.ends.size).toBe(3))
    w.end(1)
    await first
    await events.return?.()
    const { messages, steps, finishReason } = await stream.result()
    expect(finishReason).toBe('stopped')
    expect(contentsOf(messages)).toEqual([STOPPED, 'done 1', STOPPED])
    expect(messages.map(({ tool_call_id }) => tool_call_id).filter(Boolean)).toEqual(['id-0', 'id-1', 'id-2'])
    expect(steps[0]?.toolResults.map(({ output }) => output)).toEqual([undefined, 'done 1', undefined])
    // What settles later changes nothing.
    w.end(0)
    await Promise.resolve()
    expect(contentsOf(messages)).toEqual([STOPPED, 'done 1', STOPPED])
    const fetch = stub(chatReply('Yes'))
    await runTools([...messages, { role: 'user', content: 'Paid?' }], { tools: { w: tool(never) }, fetch })
    expect(contentsOf(bodiesOf(fetch)[0].messages)).toEqual([STOPPED, 'done 1', STOPPED])
    expect(served.requests).toHaveLength(1)
  })

  test('by cancelling a readable stream while nothing has settled', async () => {
    const w = held()
    const { stream } = open(numbers(2), { w })
    const reader = stream.toReadableStream().getReader()
    void reader.read()
    await vi.waitFor(() => expect(w.ends.size).toBe(2))
    await reader.cancel()
    expect(contentsOf((await stream.result()).messages)).toEqual([STOPPED, STOPPED])
  })

  test('by an abort: what settled has been handed out, and the reason is thrown', async () => {
    const w = held()
    const controller = new AbortController()
    const { events, stream } = open(numbers(3), { w }, { signal: controller.signal })
    const first = nextResult(events)
    await vi.waitFor(() => expect(w.ends.size).toBe(3))
    w.end(2)
    expect(await first).toBe('done 2')
    const next = events.next()
    const reason = new Error('Enough')
    controller.abort(reason)
    expect(await rejectionOf(next)).toBe(reason)
    expect(await rejectionOf(stream.result())).toBe(reason)
  })

  test('an abort by a tool itself leaves no call without an answer', async () => {
    const controller = new AbortController()
    let chat: readonly unknown[] = []
    const w = tool((_, { messages }) => {
      chat = messages
      controller.abort(new Error('Enough'))
    })
    const fetch = stub(callReply(...numbers(2)))
    const running = runTools(QUESTION, { tools: { w }, fetch, signal: controller.signal })
    expect(await rejectionOf(running)).toMatchObject({ message: 'Enough' })
    expect(chat).toHaveLength(2)
    expect(fetch.asked).toHaveLength(1)
  })
})

describe('ten tools run at once', () => {
  test.for([1, 9, 10, 11, 35])('of %i calls', async (count) => {
    const w = held()
    const fetch = stub(callReply(...numbers(count)), chatReply('ok'))
    const running = runTools(QUESTION, { tools: { w } as never, fetch })
    for (let n = 0; n < count; n++) {
      const begun = Math.min(count, n + 10)
      await vi.waitFor(() => expect(w.execute).toHaveBeenCalledTimes(begun))
      expect(w.execute.mock.calls.at(-1)?.[0]).toEqual({ n: begun - 1 })
      w.end(n)
    }
    expect(contentsOf((await running).messages)).toEqual(Array.from({ length: count }, (_, n) => `done ${n}`))
  })

  test('a call that fails makes room as well', async () => {
    const w = tool(() => {
      throw new Error('no')
    })
    const fetch = stub(callReply(...numbers(25)), chatReply('ok'))
    const { messages } = await runTools(QUESTION, { tools: { w }, fetch })
    expect(contentsOf(messages)).toEqual(Array(25).fill('Error: no'))
  })

  test('after an abort no other tool is started', async () => {
    const w = held()
    const controller = new AbortController()
    const fetch = stub(callReply(...numbers(30)), chatReply('ok'))
    const running = runTools(QUESTION, { tools: { w } as never, fetch, signal: controller.signal })
    await vi.waitFor(() => expect(w.execute).toHaveBeenCalledTimes(10))
    controller.abort(new Error('Enough'))
    for (let n = 0; n < 10; n++) w.end(n)
    expect(await rejectionOf(running)).toMatchObject({ message: 'Enough' })
    await new Promise((resolve) => setTimeout(resolve))
    expect(w.execute).toHaveBeenCalledTimes(10)
  })
})

describe('what the model is sent of an error is bounded', () => {
  const content = async (wish: Wish, tools: Record<string, Tool<unknown>>) => {
    const fetch = stub(callReply(wish), chatReply('ok'))
    return `${contentsOf((await runTools(QUESTION, { tools, fetch })).messages)[0]}`
  }
  const LONG = 'x'.repeat(1_000_000)

  test('the name of an unknown tool', async () => {
    expect(await content([LONG], { w: tool(never) })).toBe(`Error: There is no tool ${'x'.repeat(100)}…; there are: w.`)
  })
  test('the message of an error, not in the middle of a character', async () => {
    const thrown = `x${'\u{1f338}'.repeat(100_000)}`
    const found = await content(['w'], { w: tool(() => Promise.reject(new Error(thrown))) })
    expect(found).toBe(`Error: x${'\u{1f338}'.repeat(999)}…`)
  })
  test('arguments that are not valid JSON', async () => {
    expect((await content(['w', `{${LONG}`], { w: tool(never) })).length).toBeLessThan(2100)
  })
  test('the findings of a schema, of which only the first are read', async () => {
    let read = 0
    const issues = Array.from({ length: 100_000 }, () => ({
      get message() {
        read++
        return 'wrong'
      },
    }))
    const schema = { '~standard': { version: 1 as const, vendor: 'own', validate: () => ({ issues }) } }
    const w: Tool<unknown> = { parameters: schema, jsonSchema: parameters, execute: never }
    expect(await content(['w'], { w })).toBe(`Error: The arguments do not fit: ${Array(10).fill('wrong').join('; ')}.`)
    expect(read).toBe(10)
  })
  test('an output is sent complete', async () => {
    expect(await content(['w'], { w: tool(() => LONG) })).toBe(LONG)
  })
  test.for(['__proto__', 'constructor', 'hasOwnProperty', 'toString', ''])('a call of %j is harmless', async (name) => {
    const found = await content([name, '{"__proto__":{"polluted":1},"constructor":1}'], { w: tool(never) })
    expect(found).toBe(`Error: There is no tool ${name}; there are: w.`)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })
})
