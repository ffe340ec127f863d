import { describe, expect, test, vi } from 'vitest'
import { chat, runTools, streamChat, streamTools } from '../../../src/index.ts'
import { KEY } from '../helpers/routes.ts'
import { chatReply, stub } from '../helpers/stub.ts'
import { DONE, delta, event, say, stop } from '../text/chunks.ts'
import { readAll } from '../text/read-all.ts'
import { RESET, type Step, serve } from '../text/serve.ts'
import { bodiesOf, QUESTION, textSteps } from './scripts.ts'

const call = (args: unknown, id = 'a') => ({
  index: 0,
  id,
  type: 'function',
  function: { name: 'wipe', arguments: args },
})
const reply = (finish_reason: string | null, ...calls: object[]) =>
  chatReply(null, { choices: [{ message: { role: 'assistant', content: null, tool_calls: calls }, finish_reason }] })

const NORMAL = ['tool_calls', 'TOOL_CALLS', 'tool_use', 'function_call', 'stop', 'STOP', 'end_turn', 'stop_sequence']
const ABNORMAL = [
  'length',
  'content_filter',
  'max_tokens',
  'MAX_TOKENS',
  'SAFETY',
  'MALFORMED_FUNCTION_CALL',
  'new_one',
  'unstop',
]
const ARGUMENTS = ['', '{}', '{"all":true}', null, { all: true }]

/** How often a tool ran that both functions were given, and what they said. */
async function run(reason: string | null, args: unknown) {
  const execute = vi.fn(() => 'wiped')
  const options = { tools: { wipe: { parameters: { type: 'object' }, execute } }, apiKey: KEY }
  const fetch = stub(reply(reason, call(args)), chatReply('ok'))
  const whole = await runTools(QUESTION, { ...options, fetch })
  const end = reason === null ? [DONE] : [stop(reason), DONE]
  const served = serve({ steps: [delta({ tool_calls: [call(args)] }), ...end] }, { steps: textSteps('ok') })
  const stream = streamTools(QUESTION, {
    ...options,
    fetch: served.fetch,
    ...(reason === null && { apiKey: undefined }),
  })
  const streamed = await stream.result()
  return { execute, whole, streamed, sent: bodiesOf(fetch)[1].messages }
}

test.for(ABNORMAL.flatMap((reason) => ARGUMENTS.map((args) => [reason, args] as const)))(
  'after %s a call with the arguments %j is not run; the model learns why and is asked again',
  async ([reason, args]) => {
    const { execute, whole, streamed, sent } = await run(reason, args)
    expect(execute).not.toHaveBeenCalled()
    for (const { steps, messages, text } of [whole, streamed]) {
      expect(steps[0]?.result.toolCalls).toEqual([
        { id: 'a', name: 'wipe', arguments: undefined, argumentsText: expect.any(String), invalid: true },
      ])
      expect(messages[1]?.tool_calls?.[0]?.function.arguments).toBe('{}')
      expect(messages[2]?.content).toBe(`Error: The answer was cut off (${reason}): nothing was run.`)
      expect(text).toBe('ok')
    }
    expect(sent).toHaveLength(3)
  },
)

test.for([...NORMAL, null].flatMap((reason) => ARGUMENTS.map((args) => [reason, args] as const)))(
  'after %s a call with the arguments %j is run once',
  async ([reason, args]) => {
    const { execute, whole, streamed } = await run(reason, args)
    expect(execute).toHaveBeenCalledTimes(2)
    for (const { steps } of [whole, streamed]) expect(steps[0]?.toolResults[0]?.output).toBe('wiped')
  },
)

test('of an answer that was cut off no call is run, the complete ones neither', async () => {
  const calls = [call('{"all":true}'), { ...call('{"all":', 'b'), index: 1 }]
  const fetch = stub(reply('length', ...calls))
  const { toolCalls } = await chat(QUESTION, { fetch, apiKey: KEY })
  expect(toolCalls.map(({ invalid }) => invalid)).toEqual([true, true])
  const served = serve({ steps: [...calls.map((each) => delta({ tool_calls: [each] })), stop('length'), DONE] })
  const streamed = await streamChat(QUESTION, { fetch: served.fetch, apiKey: KEY }).result()
  expect(streamed.toolCalls).toEqual(toolCalls)
  expect(toolCalls[0]?.argumentsText).toBe('{"all":true}')
})

describe('a stream that breaks reports its calls as invalid, and runs none', () => {
  test.for<readonly [string, readonly Step[]]>([
    ['a cut', []],
    ['a connection that dies', [RESET]],
    ['an error of the service', [event({ error: { message: 'overloaded' } })]],
    ['an event that is broken', ['data: {"choices":\n\n']],
    ['the finish reason error', [stop('error'), DONE]],
  ])('%s', async ([, end]) => {
    const execute = vi.fn()
    const steps = [say('x'), delta({ tool_calls: [call('{"all":true}')] }), ...end]
    const options = { tools: { wipe: { parameters: { type: 'object' }, execute } }, apiKey: KEY, maxRetries: 0 }
    const stream = streamTools(QUESTION, { ...options, fetch: serve({ steps }).fetch })
    const { events, error } = await readAll(stream as never)
    expect(error).toMatchObject({ name: 'StreamError', partial: 'x' })
    const toolCall = { id: 'a', name: 'wipe', arguments: undefined, argumentsText: '{"all":true}', invalid: true }
    expect(events.at(-1)).toEqual({ type: 'tool-call', toolCall })
    expect(stream.partial.toolCalls).toEqual([toolCall])
    expect(execute).not.toHaveBeenCalled()
  })
})
