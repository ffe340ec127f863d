import { describe, expect, test } from 'vitest'
import { chat, type Message, runTools, streamChat, streamTools, type ToolResult } from '../../../src/index.ts'
import { KEY } from '../helpers/routes.ts'
import { chatReply, stub } from '../helpers/stub.ts'
import { DONE, delta, stop } from '../text/chunks.ts'
import { serve } from '../text/serve.ts'
import { bodiesOf, QUESTION, textSteps } from './scripts.ts'

const tools = { w: { parameters: { type: 'object' }, execute: (args: unknown) => args } }
const asks = (...calls: object[]) => ({ role: 'assistant', content: null, tool_calls: calls })
const reply = (message: object) => chatReply(null, { choices: [{ message, finish_reason: 'tool_calls' }] })
const call = (id: string | undefined, args: unknown, more: object = {}, inside: object = {}) => ({
  ...(id && { id }),
  type: 'function',
  ...more,
  function: { name: 'w', arguments: args, ...inside },
})

/** What the second request of a run says of the first answer. */
async function sent(message: object): Promise<Record<string, unknown>> {
  const fetch = stub(reply(message), chatReply('ok'))
  await runTools(QUESTION, { tools, fetch, apiKey: KEY })
  return bodiesOf(fetch)[1].messages[1]
}
async function sentStreamed(deltas: readonly object[], apiKey = KEY): Promise<Record<string, unknown>> {
  const steps = [...deltas.map((each) => delta(each)), stop('tool_calls'), DONE]
  const served = serve({ steps }, { steps: textSteps('ok') })
  await streamTools(QUESTION, { tools, fetch: served.fetch, apiKey }).result()
  return JSON.parse(`${served.requests[1]?.init.body}`).messages[1]
}

describe('what the service put beside a call goes back with it', () => {
  const extra_content = { google: { thought_signature: 'c2lnbmVk' } }
  const more = { extra_content, thought_signature: 'x', provider: { deep: [1, null] } }
  const wanted = { ...call('a', '{"x":1}', more, { thought_signature: 'y' }) }

  test('of a whole answer, also by hand', async () => {
    expect((await sent(asks(wanted))).tool_calls).toEqual([wanted])
    const { message } = await chat(QUESTION, { fetch: stub(reply(asks(wanted))), apiKey: KEY })
    expect(message.tool_calls).toEqual([wanted])
  })

  test.for<readonly [string, readonly object[]]>([
    ['whole', [{ index: 0, ...wanted }]],
    [
      'in pieces, with the first',
      [
        { index: 0, ...call('a', '{"x"', more, { thought_signature: 'y' }) },
        { index: 0, function: { arguments: ':1}' } },
      ],
    ],
    [
      'in pieces, with the last',
      [
        { index: 0, ...call('a', '{"x"') },
        { index: 0, ...more, function: { arguments: ':1}', thought_signature: 'y' } },
      ],
    ],
    [
      'in pieces, in one of its own',
      [
        { index: 0, ...call('a', '{"x":1}', {}, { thought_signature: 'y' }) },
        { index: 0, ...more, function: null },
      ],
    ],
    [
      'in pieces, and null in the others',
      [
        { index: 0, ...call('a', '{"x"', more, { thought_signature: 'y' }) },
        { index: 0, extra_content: null, provider: null, function: { arguments: ':1}', thought_signature: null } },
      ],
    ],
    [
      'with a placeholder before the arguments',
      [
        { index: 0, ...call('a', '{}', more, { thought_signature: 'y' }) },
        { index: 0, function: { arguments: '{"x":1}' } },
      ],
    ],
  ])('of a stream: %s', async ([, pieces]) => {
    const message = await sentStreamed(pieces.map((piece) => ({ tool_calls: [piece] })))
    expect(message.tool_calls).toEqual([wanted])
  })

  test('each call keeps its own', async () => {
    const calls = ['a', 'b', 'c'].map((id, at) => call(id, `{"x":${at}}`, id === 'b' ? {} : { thought_signature: id }))
    expect((await sent(asks(...calls))).tool_calls).toEqual(calls)
    const pieces = calls.map((each, index) => ({ tool_calls: [{ index, ...each }] }))
    expect((await sentStreamed(pieces)).tool_calls).toEqual(calls)
  })

  test('a name of the language changes nothing', async () => {
    const odd = JSON.parse(
      '{"id":"a","__proto__":{"polluted":1},"constructor":1,"function":{"name":"w","arguments":"{}","__proto__":{"polluted":1}}}',
    )
    await sent(asks(odd))
    await sentStreamed([
      { tool_calls: [odd] },
      { reasoning_details: [JSON.parse('{"index":0,"__proto__":{"polluted":1}}')] },
    ])
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })
})

describe('the reasoning that led to a call goes back as the service wrote it', () => {
  const details = [
    { type: 'reasoning.text', index: 0, text: 'I need', signature: null, format: 'x' },
    { type: 'reasoning.encrypted', index: 1, data: 'AAAA' },
  ]
  test('of a whole answer', async () => {
    const message = { ...asks(call('a', '{}')), reasoning_content: 'Hm', reasoning: 'So', reasoning_details: details }
    expect(await sent(message)).toEqual(message)
    expect(await sent({ ...message, reasoning_content: '', reasoning: null })).toMatchObject({ reasoning_content: '' })
  })

  test('of a stream, joined', async () => {
    const message = await sentStreamed([
      { reasoning_content: 'I need ', reasoning: 'So', reasoning_details: details },
      {
        reasoning_content: 'the clock.',
        reasoning_details: [{ type: 'reasoning.text', index: 0, text: ' the clock.' }],
      },
      { reasoning_content: null, reasoning_details: [{ type: 'reasoning.encrypted', index: 1, data: 'BBBB' }] },
      { reasoning_details: [{ type: 'reasoning.text', index: 0, text: '', signature: 'sig' }] },
      { tool_calls: [call('a', '{}')] },
    ])
    expect(message).toMatchObject({
      reasoning_content: 'I need the clock.',
      reasoning: 'So',
      reasoning_details: [
        { type: 'reasoning.text', index: 0, text: 'I need the clock.', signature: 'sig', format: 'x' },
        { type: 'reasoning.encrypted', index: 1, data: 'AAAABBBB' },
      ],
    })
  })

  test('entries without an index stay apart', async () => {
    const entries = [{ text: 'a' }, { text: 'b' }]
    const message = await sentStreamed([
      { reasoning_details: entries.slice(0, 1) },
      { reasoning_details: entries.slice(1) },
      { tool_calls: [call('a', '{}')] },
    ])
    expect(message.reasoning_details).toEqual(entries)
  })

  test('an answer without calls goes back without it', async () => {
    const said = { role: 'assistant', content: 'Hello', reasoning_content: 'Hm' }
    const fetch = stub(chatReply(null, { choices: [{ message: said, finish_reason: 'stop' }] }))
    expect((await chat(QUESTION, { fetch, apiKey: KEY })).message).toEqual({ role: 'assistant', content: 'Hello' })
  })

  test('a key that arrived in two chunks is removed', async () => {
    const [left, right] = [KEY.slice(0, 6), KEY.slice(6)]
    const message = await sentStreamed([
      { reasoning_content: left, reasoning_details: [{ index: 0, text: left }] },
      { reasoning_content: right, reasoning_details: [{ index: 0, text: right }] },
      { tool_calls: [{ ...call('a', '{}'), index: 0 }] },
    ])
    expect(JSON.stringify(message)).not.toContain(KEY)
    expect(message.reasoning_content).toBe('[key]')
  })
})

test.for(['', ' ', null, undefined, '{"city": "Ro', 'Rome', '{"a":1}}', '[1,]', '{} {'])(
  'the arguments %j go back as valid JSON',
  async (args) => {
    for (const message of [await sent(asks(call('a', args))), await sentStreamed([asks(call('a', args))])]) {
      const [{ function: called }] = message.tool_calls as [{ function: { arguments: string } }]
      expect(called.arguments).toBe('{}')
    }
  },
)

describe('ids that are made here are unique in the whole chat', () => {
  const idsOf = ({ messages }: ToolResult) => messages.flatMap(({ tool_calls = [] }) => tool_calls.map(({ id }) => id))
  const answersOf = ({ messages }: ToolResult) => messages.flatMap(({ tool_call_id }) => tool_call_id ?? [])
  const city = (id: string | undefined, name: string) => call(id, JSON.stringify({ city: name }))
  const SCRIPTS: Record<string, readonly (readonly object[])[]> = {
    'in two steps': [[city('', 'Rome')], [city('', 'Oslo')], [city('', 'Bern')]],
    'beside those of the service': [
      [city('call_0', 'Rome'), city('', 'Oslo'), city('call_1', 'Bern')],
      [city('', 'Rome')],
    ],
    'for two calls under one id': [[city('x', 'Rome'), city('x', 'Oslo'), city('x', 'Bern')], [city('', 'Rome')]],
    'for two equal calls without one': [[city('', 'Rome'), city('', 'Rome')], [city('', 'Rome')]],
  }
  test.for(Object.entries(SCRIPTS))('%s', async ([, script]) => {
    const given: Message[] = [
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'call_2', type: 'function', function: { name: 'w', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'call_2', content: 'x' },
    ]
    for (const messages of [QUESTION, given]) {
      const fetch = stub(...script.map((calls) => reply(asks(...calls))), chatReply('ok'))
      const whole = await runTools(messages, { tools, fetch, apiKey: KEY })
      const streams = script.map((calls) => ({ steps: [delta(asks(...calls)), stop('tool_calls'), DONE] }))
      const served = serve(...streams, { steps: textSteps('ok') })
      const streamed = await streamTools(messages, { tools, fetch: served.fetch, apiKey: KEY }).result()
      for (const result of [whole, streamed]) {
        const ids = idsOf(result)
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids.length).toBe(script.flat().length + messages.length - (messages === given ? 2 : 1))
        expect(answersOf(result)).toEqual(ids)
        expect(result.steps.flatMap(({ toolResults }) => toolResults.map(({ toolCall }) => toolCall.id))).toEqual(
          ids.slice(messages === given ? 1 : 0),
        )
      }
      expect(idsOf(streamed)).toEqual(idsOf(whole))
    }
  })

  test('the same call with the same id twice in a whole answer is one', async () => {
    const fetch = stub(reply(asks(city('x', 'Rome'), city('x', 'Rome'))))
    expect((await chat(QUESTION, { fetch, apiKey: KEY })).toolCalls).toHaveLength(1)
  })
})

test('after a break between two calls the message has those that were handed out', async () => {
  const steps = [
    delta({ tool_calls: ['a', 'b'].map((id, index) => ({ index, ...call(id, '{}') })) }),
    stop('tool_calls'),
    DONE,
  ]
  const stream = streamChat(QUESTION, { fetch: serve({ steps }).fetch, apiKey: KEY })
  for await (const { type } of stream.events()) if (type === 'tool-call') break
  const { message, toolCalls } = await stream.result()
  expect(toolCalls.map(({ id }) => id)).toEqual(['a'])
  expect(message.tool_calls).toEqual([call('a', '{}')])
})
