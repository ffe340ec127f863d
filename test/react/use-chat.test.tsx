import { act } from '@testing-library/react'
import { useEffect } from 'react'
import { expect, test, vi } from 'vitest'
import { pollinations } from '../../src/index.ts'
import { type ChatMessage, type UseChatOptions, useChat } from '../../src/react/index.ts'
import { show, sleep } from './render.tsx'

const hook = (options: UseChatOptions) => useChat(options)
const bodies = ({ requests }: { requests: { body: string }[] }) => requests.map(({ body }) => JSON.parse(body))
const rolesOf = (messages: readonly ChatMessage[]) => messages.map(({ role }) => role).join()
const weather = {
  description: 'The weather in a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  execute: ({ city }: { city: string }): unknown => ({ city, sky: 'rain' }),
}

test('nothing is sent before send; the answer grows under one id', async () => {
  const { now, until, seen, emulator } = show(hook, {}, { pace: 3, strict: true })
  await act(() => sleep(20))
  expect(emulator.requests.length).toBe(0)
  act(() => now().send('Tell me a story'))
  const { messages } = await until('done')
  expect(rolesOf(messages)).toBe('user,assistant')
  expect(messages.map(({ status }) => status)).toEqual(['done', 'done'])
  const answers = seen.map(({ messages }) => messages[1]).filter((message) => message !== undefined)
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
  expect(answers.filter(({ status }) => status === 'streaming').length).toBeGreaterThan(3)
  expect(emulator.requests.length).toBe(1)
})

test('ids, statuses and thoughts are not sent; the system message is, and is not shown', async () => {
  const options = { system: 'You are a gardener', reasoningEffort: 'low' as const }
  const { now, until, emulator } = show(hook, options)
  act(() => now().send('Good morning'))
  const first = await until('done')
  expect(first.messages[1]?.reasoning).toContain('Let me think')
  act(() => now().send('And now?'))
  const { messages } = await until('done')
  expect(new Set(messages.map(({ id }) => id)).size).toBe(4)
  expect(bodies(emulator)[1].messages).toEqual([
    { role: 'system', content: 'You are a gardener' },
    { role: 'user', content: 'Good morning' },
    { role: 'assistant', content: messages[1]?.content },
    { role: 'user', content: 'And now?' },
  ])
})

test('messages that have ended keep their identity while the next answer comes', async () => {
  const { now, until, seen } = show(hook, {}, { pace: 3 })
  act(() => now().send('Good morning'))
  const [question, answer] = (await until('done')).messages
  const at = seen.length
  act(() => now().send('And now?'))
  await until('done')
  const later = seen.slice(at).map(({ messages }) => messages)
  expect(later.length).toBeGreaterThan(5)
  expect(later.every(([first, second]) => first === question && second === answer)).toBe(true)
})

test.for(['', '  ', []])('%j is nothing to send', async (content) => {
  const { now, seen, emulator } = show(hook, {})
  act(() => now().send(content))
  act(() => now().send(content, [new File([], '')]))
  act(() => now().retry())
  act(() => now().regenerate())
  await act(() => sleep(20))
  expect(new Set(seen.map(({ status }) => status))).toEqual(new Set(['idle']))
  expect(emulator.requests).toEqual([])
})

test('pictures go as Blobs and stand in the chat as data URLs, encoded once', async () => {
  const { now, until, emulator } = show(hook, {})
  const picture = new Blob([new Uint8Array(33)], { type: 'image/png' })
  act(() => now().send('What is this?', [picture]))
  const { messages } = await until('done')
  const [question] = messages
  const [text, shown] = (question?.content ?? []) as never as [unknown, { image_url: { url: string } }]
  expect(text).toEqual({ type: 'text', text: 'What is this?' })
  expect(shown.image_url.url).toMatch(/^data:image\/png;base64,/)
  expect(messages[1]?.content).toContain('image/png, 33 bytes')
  expect(bodies(emulator)[0].messages[0].content).toEqual([text, shown])
  act(() => now().send('', [picture]))
  expect((await until('done')).messages[2]?.content).toEqual([shown])
})

test('a blank send does nothing: it sends no request, and ends no answer that is coming', async () => {
  const { now, until, emulator } = show(hook, {}, { pace: 5 })
  const sendBlank = () => {
    for (const blank of ['', ' \n']) now().send(blank, [new File([], '')])
    now().send([])
  }
  const idle = now()
  act(sendBlank)
  await act(() => sleep(20))
  expect(now()).toBe(idle)
  expect(idle).toMatchObject({ status: 'idle', messages: [], error: undefined })
  expect(emulator.requests.length).toBe(0)
  act(() => now().send('Tell me a story'))
  await until('streaming')
  act(sendBlank)
  const { messages } = await until('done')
  expect(rolesOf(messages)).toBe('user,assistant')
  expect(emulator.requests.map(({ aborted }) => aborted)).toEqual([false])
})

test('parts go as they are, their Blobs encoded', async () => {
  const { now, until } = show(hook, {})
  const sound = new Blob([new Uint8Array(9)], { type: 'audio/wav' })
  act(() =>
    now().send([
      { type: 'text', text: 'What is said?' },
      { type: 'input_audio', input_audio: { data: sound } },
    ]),
  )
  expect((await until('done')).messages[1]?.content).toContain('audio/wav, 9 bytes')
})

test('stop keeps what came of the answer', async () => {
  const onFinish = vi.fn()
  const { now, until, emulator } = show(hook, { onFinish }, { pace: 5 })
  act(() => now().send('Tell me a story'))
  await until('streaming')
  act(() => now().stop())
  const { status, messages } = now()
  expect(status).toBe('done')
  expect(messages[1]).toMatchObject({ role: 'assistant', status: 'done' })
  expect(messages[1]?.content).not.toBe('')
  expect(emulator.requests.map(({ aborted }) => aborted)).toEqual([true])
  await act(() => sleep(40))
  expect(now().messages).toBe(messages)
  expect(onFinish).not.toHaveBeenCalled()
})

test('a stop in the turn of the send keeps the message of the user, and sends nothing', async () => {
  const { now, until, emulator } = show(hook, {})
  act(() => {
    now().send('Tell me a story')
    now().stop()
  })
  const { messages, status } = now()
  expect(status).toBe('done')
  expect(messages).toMatchObject([{ role: 'user', content: 'Tell me a story', status: 'done' }])
  await act(() => sleep(20))
  expect(now().messages).toBe(messages)
  expect(emulator.requests).toEqual([])
  act(() => now().retry())
  expect(rolesOf((await until('loading')).messages)).toBe('user')
  expect((await until('done')).messages[0]).toBe(messages[0])
})

test.for([0, 1])('a stop while pictures are encoded keeps their message, whole (turns between: %i)', async (turns) => {
  const { now, emulator } = show(hook, {})
  await act(async () => {
    now().send('What is this?', [new Blob([new Uint8Array(33)], { type: 'image/png' })])
    for (let turn = 0; turn < turns; turn++) await undefined
    now().stop()
  })
  const shown = { image_url: { url: expect.stringMatching(/^data:image\/png/) } }
  await vi.waitFor(() =>
    expect(now().messages).toMatchObject([{ status: 'done', content: [{ text: 'What is this?' }, shown] }]),
  )
  expect(now().status).toBe('done')
  await act(() => sleep(20))
  expect(emulator.requests).toEqual([])
})

test('other messages in the place of all take a message away whose pictures are being encoded', async () => {
  const { now } = show(hook, {})
  await act(async () => {
    now().send('What is this?', [new Blob([new Uint8Array(33)], { type: 'image/png' })])
    now().setMessages([])
    await sleep(20)
  })
  expect(now()).toMatchObject({ messages: [], status: 'idle' })
})

test('of two sends in one turn no words are lost, and the last is answered', async () => {
  const { now, until, emulator } = show(hook, {})
  act(() => {
    now().send('Good morning')
    now().send('And now?')
  })
  expect(rolesOf((await until('done')).messages)).toBe('user,user,assistant')
  expect(bodies(emulator).map(({ messages }) => rolesOf(messages))).toEqual(['user,user'])
})

test('in StrictMode a send in an effect adds one message', async () => {
  const { now, until } = show(
    (options: UseChatOptions) => {
      const chat = useChat(options)
      const { send } = chat
      useEffect(() => send('Good morning'), [send])
      return chat
    },
    {},
    { strict: true },
  )
  await until('done')
  expect(rolesOf(now().messages)).toBe('user,assistant')
})

test('an unmount closes the connection', async () => {
  const { now, until, unmount, emulator } = show(hook, {}, { pace: 5, strict: true })
  act(() => now().send('Tell me a story'))
  await until('streaming')
  unmount()
  expect(emulator.requests.map(({ aborted }) => aborted)).toEqual([true])
})

test('another provider in mid-call aborts the call and keeps what came', async () => {
  const { now, until, rerender, emulator } = show(hook, {} as UseChatOptions, { pace: 5 })
  act(() => now().send('Tell me a story'))
  await until('streaming')
  rerender({ provider: pollinations('/api/ai') })
  expect((await until('done')).messages[1]?.status).toBe('done')
  expect(emulator.requests.map(({ aborted }) => aborted)).toEqual([true])
})

test('send while an answer comes ends that answer, keeps what came of it, and asks', async () => {
  const { now, until, emulator } = show(hook, {}, { pace: 5 })
  act(() => now().send('Tell me a story'))
  await until('streaming')
  act(() => now().send('Stop, what is 2 and 2?'))
  const { messages } = await until('done')
  expect(rolesOf(messages)).toBe('user,assistant,user,assistant')
  expect(messages.every(({ status }) => status === 'done')).toBe(true)
  expect(emulator.requests.map(({ aborted }) => aborted)).toEqual([true, false])
  expect(bodies(emulator)[1].messages[1].content).toBe(messages[1]?.content)
})

test('a failure keeps what came, as an answer with the status error; retry puts a whole one in its place', async () => {
  const onError = vi.fn()
  const { now, until, emulator } = show(hook, { onError, seed: 7 }, { faults: [{ nth: 1, cut: 4000 }] })
  act(() => now().send('Tell me a story'))
  const { messages, error } = await until('error')
  expect(messages[1]).toMatchObject({ role: 'assistant', status: 'error' })
  expect(messages[1]?.content).not.toBe('')
  expect(onError.mock.calls).toEqual([[error]])
  act(() => now().retry())
  const after = await until('done')
  expect(rolesOf(after.messages)).toBe('user,assistant')
  expect(after.messages[0]).toBe(messages[0])
  const [first, second] = bodies(emulator)
  expect(second).toEqual(first)
})

test('a failure before the first piece adds no answer: no text of an error stands in the chat', async () => {
  const { now, until } = show(hook, {}, { faults: [{ nth: 1, status: 400 }] })
  act(() => now().send('Tell me a story'))
  const { messages } = await until('error')
  expect(rolesOf(messages)).toBe('user')
  act(() => now().retry())
  expect(rolesOf((await until('done')).messages)).toBe('user,assistant')
})

test('regenerate, and retry after a success, ask again with a new seed', async () => {
  const { now, until, emulator } = show(hook, { seed: 7 })
  act(() => now().send('Tell me a story'))
  const first = await until('done')
  act(() => now().regenerate())
  const second = await until('done')
  act(() => now().retry())
  const third = await until('done')
  const contents = [first, second, third].map(({ messages }) => messages[1]?.content)
  expect(new Set(contents).size).toBe(3)
  expect(third.messages.length).toBe(2)
  expect(new Set(bodies(emulator).map(({ seed }) => seed)).size).toBe(3)
  expect(bodies(emulator).map(({ messages }) => messages.length)).toEqual([1, 1, 1])
})

test('tools are run and their results stand in the chat, ready for the next question', async () => {
  const onFinish = vi.fn()
  const execute = async (args: { city: string }) => {
    await vi.waitFor(() => expect(seen.some(({ messages }) => messages.at(-1)?.tool_calls)).toBe(true))
    return weather.execute(args)
  }
  const options = { tools: { weather: { ...weather, execute } }, onFinish } as UseChatOptions
  const { now, until, emulator, seen } = show(hook, options, { pace: 2 })
  act(() => now().send('What is the weather in Oslo?'))
  const { messages } = await until('done')
  expect(rolesOf(messages)).toBe('user,assistant,tool,assistant')
  expect(messages[1]?.tool_calls?.[0]?.function.name).toBe('weather')
  expect(messages[3]?.content).toContain('"sky":"rain"')
  expect(onFinish.mock.calls[0]?.[0].text).toBe(messages[3]?.content)
  act(() => now().send('Thank you'))
  await until('done')
  // What the model was sent in the second step is what it is sent later.
  const [, second, third] = bodies(emulator)
  const plain = ({ content, tool_calls, ...rest }: Record<string, unknown>) => [rest, tool_calls, content || null]
  expect(third.messages.slice(0, 3).map(plain)).toEqual(second.messages.map(plain))
})

test('what a tool throws is told to the model, and stands in the chat', async () => {
  const execute = () => {
    throw new Error('No such city')
  }
  const { now, until } = show(hook, { tools: { weather: { ...weather, execute } } } as UseChatOptions)
  act(() => now().send('What is the weather in Oslo?'))
  const { messages } = await until('done')
  expect(messages[2]?.content).toBe('Error: No such city')
})

test('a stop while a tool runs aborts it, and leaves no call without a result', async () => {
  let given: AbortSignal | undefined
  const execute = (_: unknown, { signal }: { signal: AbortSignal }) => {
    given = signal
    return new Promise(() => {})
  }
  const { now, emulator } = show(hook, { tools: { weather: { ...weather, execute } } } as UseChatOptions)
  act(() => now().send('What is the weather in Oslo?'))
  await vi.waitFor(() => expect(given).toBeDefined())
  act(() => now().stop())
  expect(given?.aborted).toBe(true)
  expect(rolesOf(now().messages)).toBe('user')
  act(() => now().send('Never mind'))
  await vi.waitFor(() => expect(emulator.requests.length).toBe(2))
  expect(rolesOf(bodies(emulator)[1].messages)).toBe('user,user')
})

test('of two tools, the result of the quick one is shown at once; a stop keeps it and answers the other', async () => {
  const chunk = (delta: object, finish_reason?: string) =>
    `data: ${JSON.stringify({ choices: [{ delta, finish_reason }] })}\n\n`
  const calls = ['pay', 'ask'].map((name, index) => ({ index, id: name, function: { name, arguments: '' } }))
  const body = `${chunk({ tool_calls: calls })}${chunk({}, 'tool_calls')}data: [DONE]\n\n`
  const parameters = { type: 'object', properties: {} }
  const tools = {
    pay: { parameters, execute: () => 'paid' },
    ask: { parameters, execute: () => new Promise(() => {}) },
  }
  const faults = [{ nth: 1, headers: { 'content-type': 'text/event-stream' }, body }]
  const { now, emulator } = show(hook, { tools } as UseChatOptions, { faults })
  act(() => now().send('Pay, then ask'))
  await vi.waitFor(() => expect(rolesOf(now().messages)).toBe('user,assistant,tool'))
  expect(now().messages[2]?.content).toBe('paid')
  act(() => now().stop())
  expect(rolesOf(now().messages)).toBe('user,assistant,tool,tool')
  act(() => now().send('Have you paid?'))
  await vi.waitFor(() => expect(emulator.requests.length).toBeGreaterThanOrEqual(2))
  const { messages } = bodies(emulator)[1]
  expect(messages[1].tool_calls.map((call: { function: object }) => call.function)).toEqual([
    { name: 'pay', arguments: '{}' },
    { name: 'ask', arguments: '{}' },
  ])
  const answers = messages
    .slice(2, 4)
    .map(({ tool_call_id, content }: Record<string, string>) => [tool_call_id, content])
  expect(answers).toEqual([
    ['pay', 'paid'],
    ['ask', 'Error: Stopped by the user.'],
  ])
})

test('setMessages replaces all, and stops the answer', async () => {
  const { now, until, emulator } = show(hook, {}, { pace: 5 })
  act(() => now().send('Tell me a story'))
  await until('streaming')
  act(() => now().setMessages([]))
  expect(now()).toMatchObject({ messages: [], status: 'idle', error: undefined })
  expect(emulator.requests[0]?.aborted).toBe(true)
  act(() => now().setMessages([{ role: 'user', content: 'Hello' }]))
  act(() => now().setMessages((messages) => [...messages, { role: 'assistant', content: 'Hi', id: 'mine' }]))
  const { messages } = now()
  expect(messages).toMatchObject([{ status: 'done', content: 'Hello' }, { id: 'mine' }])
  act(() => now().regenerate())
  expect((await until('done')).messages[0]).toBe(messages[0])
})

test('a chat begins with the messages that it is given', async () => {
  const initialMessages = [
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: 'Hi' },
  ] as const
  const { now, until, emulator } = show(hook, { initialMessages })
  expect(now().messages.map(({ id }) => id)).toEqual(['0', '1'])
  act(() => now().send('Is 7 a prime?'))
  await until('done')
  expect(bodies(emulator)[0].messages).toEqual([...initialMessages, { role: 'user', content: 'Is 7 a prime?' }])
})

test('functions keep their identity', async () => {
  const { now, until, seen } = show(hook, {})
  act(() => now().send('Hello'))
  await until('done')
  for (const name of ['send', 'setMessages', 'regenerate', 'stop', 'retry'] as const) {
    expect(new Set(seen.map((state) => state[name])).size).toBe(1)
  }
})
