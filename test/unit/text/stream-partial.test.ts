import { expect, test, vi } from 'vitest'
import { count, DONE, delta, END, say, stop } from './chunks.ts'
import { HOSTS, open, openChat } from './hosts.ts'
import { reasonOf } from './read-all.ts'
import { RESET, STALL, serve } from './serve.ts'

const call = (id: string, args: string) => delta({ tool_calls: [{ id, function: { name: 'f', arguments: args } }] })

test.for(HOSTS)('partial is what has come so far, at every step of a loop over the text, on %s', async (host) => {
  const chunks = ['one ', 'two ', 'three ', 'four']
  for (const steps of [chunks.map(say), [chunks.map(say).join('')]]) {
    const stream = open(host, serve({ steps: [...steps, END] }))
    expect(stream.partial).toEqual({ text: '', toolCalls: [] })
    let text = ''
    for await (const piece of stream) {
      text += piece
      expect(stream.partial).toEqual({ text, toolCalls: [] })
    }
    expect(stream.partial).toEqual({ text: 'one two three four', toolCalls: [], finishReason: 'stop' })
  }
})

test.for(HOSTS)('partial is what has come so far, at every event, on %s', async (host) => {
  const steps = [
    delta({ reasoning: 'Let me ' }),
    delta({ reasoning: 'see.' }),
    say('Looking.'),
    call('a', '{"x":1}'),
    call('b', '{"y":2}'),
    stop('tool_calls'),
    count(1, 2),
    DONE,
  ]
  const stream = openChat(host, serve({ steps }))
  const usage = { inputTokens: 1, outputTokens: 2, totalTokens: 3 }
  const a = { id: 'a', name: 'f', arguments: { x: 1 }, argumentsText: '{"x":1}' }
  const b = { id: 'b', name: 'f', arguments: { y: 2 }, argumentsText: '{"y":2}' }
  const seen: unknown[] = []
  for await (const { type } of stream.events()) seen.push([type, stream.partial])
  const reasoning = 'Let me see.'
  const whole = { reasoning, text: 'Looking.', toolCalls: [a, b] }
  expect(seen).toEqual([
    ['reasoning', { reasoning: 'Let me ', text: '', toolCalls: [] }],
    ['reasoning', { reasoning, text: '', toolCalls: [] }],
    ['text', { reasoning, text: 'Looking.', toolCalls: [] }],
    ['tool-call', { reasoning, text: 'Looking.', toolCalls: [a] }],
    ['tool-call', whole],
    ['usage', { ...whole, usage }],
    ['finish', { ...whole, usage, finishReason: 'tool_calls' }],
  ])
})

test('partial is a snapshot: what is done to it does no harm', async () => {
  const stream = openChat('gen', serve({ steps: [say('one '), call('a', '{}'), call('b', '{}'), stop(), DONE] }))
  const first = stream.partial
  for await (const _ of stream.events()) {
    const { partial } = stream
    partial.toolCalls.length = 0
    partial.text = 'mine'
  }
  expect(first).toEqual({ text: '', toolCalls: [] })
  expect(stream.partial.text).toBe('one ')
  expect(stream.partial.toolCalls.map(({ id }) => id)).toEqual(['a', 'b'])
  expect((await stream.result()).toolCalls).toHaveLength(2)
})

test('partial is there while result() reads the stream by itself', async () => {
  let goOn = () => {}
  const pause = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const stream = openChat('gen', serve({ steps: [say('one '), { until: pause }, say('two'), END] }))
  const result = stream.result()
  await vi.waitFor(() => expect(stream.partial.text).toBe('one '))
  goOn()
  expect((await result).text).toBe('one two')
  expect(stream.partial).toMatchObject({ text: 'one two', finishReason: 'stop' })
})

test.for(HOSTS)('partial stays as it was after break, abort and error, on %s', async (host) => {
  const left = open(host, serve({ steps: [say('one ') + say('two '), STALL] }))
  for await (const _ of left) break
  expect(left.partial).toEqual({ text: 'one ', toolCalls: [] })

  const controller = new AbortController()
  const aborted = open(host, serve({ steps: [say('one ') + say('two '), STALL] }), { signal: controller.signal })
  const iterator = aborted[Symbol.asyncIterator]()
  await iterator.next()
  controller.abort('enough')
  expect(aborted.partial).toEqual({ text: 'one ', toolCalls: [] })
  expect(await reasonOf(iterator.next())).toBe('enough')
  expect(aborted.partial).toEqual({ text: 'one ', toolCalls: [] })

  const broken = open(host, serve({ steps: [say('one '), RESET] }))
  expect(await reasonOf(broken.text())).toMatchObject({ partial: 'one ' })
  expect(broken.partial).toEqual({ text: 'one ', toolCalls: [] })
})

test('partial of ten thousand pieces is exact at any of them', async () => {
  const chunks = Array.from({ length: 10_000 }, (_, at) => say(`${at},`))
  const steps = Array.from({ length: 100 }, (_, at) => chunks.slice(at * 100, at * 100 + 100).join(''))
  const stream = openChat('gen', serve({ steps: [...steps, END] }))
  let text = ''
  let wrong = 0
  for await (const piece of stream) {
    text += piece
    if (text.length % 7 === 0 && stream.partial.text !== text) wrong++
  }
  expect(wrong).toBe(0)
  expect((await stream.result()).text).toBe(text)
})
