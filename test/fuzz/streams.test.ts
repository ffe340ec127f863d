import { deepStrictEqual } from 'node:assert'
import fc from 'fast-check'
import {
  isBlossomError,
  StreamError,
  type StreamEvent,
  streamChat,
  streamText,
  type TextStream,
} from '../../src/index.ts'
import { DEATH, inReads, respond } from './answers.ts'
import { fuzz, settle } from './fuzz.ts'
import { KEY } from './routes.ts'
import { style, write } from './stream-bytes.ts'
import { type Closing, expect } from './stream-model.ts'
import { type Call, script } from './stream-script.ts'

const HOSTS = ['gen', 'classic'] as const
type Host = (typeof HOSTS)[number]

function open(name: string, host: Host, body: readonly Uint8Array[], dies: boolean, type: string): TextStream {
  const headers = type ? { 'content-type': type } : {}
  const fetch = async () => respond({ status: 200, headers, body, dies })
  const options = { fetch, maxRetries: 0, ...(host === 'gen' && { apiKey: KEY }) }
  return name === 'streamText'
    ? streamText('Tell me, please', options)
    : streamChat([{ role: 'user', content: 'Tell me' }], options)
}
async function read(stream: TextStream): Promise<{ events: StreamEvent[]; error: unknown }> {
  const events: StreamEvent[] = []
  try {
    for await (const event of stream.events()) events.push(event)
    return { events, error: undefined }
  } catch (error) {
    return { events, error }
  }
}
const asCall = (call: Call): object => ({ ...call, arguments: JSON.parse(call.argumentsText) })
const asInvalid = (call: Call): object => ({ ...call, arguments: undefined, invalid: true })

for (const name of ['streamText', 'streamChat']) {
  for (const host of HOSTS) {
    fuzz(
      `${name} on ${host}: what comes out is what went in, or the right error with the right partial`,
      400,
      fc.asyncProperty(
        fc
          .tuple(script, style, fc.option(fc.nat(4000), { freq: 1 }), fc.constantFrom<Closing>('close', 'error'))
          .chain(([said, styled, cut, closing]) => {
            const wire = write(said.said, styled)
            const at = cut === null ? wire.bytes.length : cut % (wire.bytes.length + 1)
            const how = fc.record({
              reads: inReads(wire.bytes.slice(0, at)),
              type: fc.constantFrom('text/event-stream', 'text/event-stream; charset=utf-8', ''),
            })
            return how.map((rest) => ({ ...said, ...wire, at, closing, ...rest }))
          }),
        async ({ said, calls, end, heard, clean, half, at, closing, reads, type }) => {
          const come = said.filter((_, index) => (heard[index]?.[closing === 'error' ? 1 : 0] ?? 0) <= at)
          const expected = expect(come, host, clean.has(at), half.has(at), closing)
          const stream = open(name, host, reads, closing === 'error', type)
          const { value } = await settle(read(stream))
          if (!value) throw new Error('It hangs')
          const { events, error } = value
          const code = isBlossomError(error) ? error.code : error
          const early = closing === 'error' && at === 0
          deepStrictEqual(code, early ? 'network' : expected.code)
          const told = events.filter((event) => event.type !== 'tool-call')
          deepStrictEqual(told, expected.events)
          const called = events.flatMap((event) => (event.type === 'tool-call' ? [event.toolCall] : []))
          // What was cut off is reported, and never as valid.
          const whole = code === undefined && end === 'good'
          const wanted = name === 'streamText' ? [] : calls
          const reasons = said.flatMap((each) => (each.say === 'finish' ? [each.reason] : []))
          const cut = ['length', 'content_filter'].includes(reasons.at(-1) ?? '')
          if (whole) deepStrictEqual(called, wanted.map(cut ? asInvalid : asCall))
          else {
            const names = wanted.slice(0, called.length).map((call) => call.name)
            deepStrictEqual(
              called.map((call) => [call.name, call.invalid]),
              names.map((each) => [each, true]),
            )
          }
          deepStrictEqual(stream.partial.text, expected.text)
          deepStrictEqual(stream.partial.toolCalls, called)
          if (error instanceof StreamError) deepStrictEqual(error.partial, expected.text)
          if (code === 'incomplete' && closing === 'error')
            deepStrictEqual((error as { cause?: Error }).cause?.message, DEATH)
          const { value: result, error: rejected } = await settle(stream.result())
          deepStrictEqual(rejected, error)
          if (result) deepStrictEqual([result.text, result.toolCalls], [expected.text, called])
        },
      ),
    )
  }
}
