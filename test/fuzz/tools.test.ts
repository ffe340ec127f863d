import { deepStrictEqual } from 'node:assert'
import fc from 'fast-check'
import { type Message, runTools, streamTools } from '../../src/index.ts'
import { fuzz, settle } from './fuzz.ts'
import { KEY } from './routes.ts'

/** One call that the model makes. */
interface Call {
  name: string
  args: string
}
/** One answer of the model. */
interface Step {
  text: string
  calls: Call[]
}
const args = fc.oneof(
  fc.jsonValue({ maxDepth: 1, stringUnit: 'binary' }).map((value) => JSON.stringify(value)),
  fc.constantFrom('', '{}', '{', 'oops', '[1,]'),
)
const step: fc.Arbitrary<Step> = fc.record({
  text: fc.string({ unit: 'grapheme', maxLength: 8 }),
  calls: fc.array(fc.record({ name: fc.constantFrom('echo', 'fail', 'slow', 'nothing', 'odd', 'unknown'), args }), {
    minLength: 1,
    maxLength: 3,
  }),
})

const circle: { self?: unknown } = {}
circle.self = circle
const parameters = { type: 'object' }
const TOOLS = {
  echo: { parameters, execute: (value: unknown) => value },
  fail: {
    parameters,
    execute: () => {
      throw new Error('it fails')
    },
  },
  slow: { parameters, execute: (value: unknown) => new Promise((resolve) => setTimeout(resolve, 1, { got: value })) },
  nothing: { parameters, execute: () => undefined },
  odd: { parameters, execute: () => circle },
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** What the model must be told of a call; undefined: only that something went wrong. */
function toldOf({ name, args }: Call): string | undefined {
  if (name === 'unknown' || name === 'odd') return
  let value: unknown
  try {
    value = JSON.parse(args.trim() || '{}')
  } catch {
    return
  }
  if (name === 'fail') return 'Error: it fails'
  if (name === 'nothing') return 'null'
  const output = name === 'slow' ? { got: value } : value
  return typeof output === 'string' ? output : JSON.stringify(output)
}

function answerOf({ text, calls }: Step, at: number, stream: boolean): Response {
  const message = {
    role: 'assistant',
    content: text,
    ...(calls.length && {
      tool_calls: calls.map(({ name, args }, index) => ({
        index,
        id: `call-${at}-${index}`,
        type: 'function',
        function: { name, arguments: args },
      })),
    }),
  }
  const finish_reason = calls.length ? 'tool_calls' : 'stop'
  if (!stream) return Response.json({ choices: [{ message, finish_reason }] })
  const chunks = [{ choices: [{ delta: message }] }, { choices: [{ delta: {}, finish_reason }] }]
  const body = `${chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('')}data: [DONE]\n\n`
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
}

const user: Message = { role: 'user', content: 'Begin' }

for (const [name, stream] of [
  ['runTools', false],
  ['streamTools', true],
] as const) {
  fuzz(
    `${name}: any script of calls is played to its end, and the model is told what came of each call`,
    250,
    fc.asyncProperty(
      fc.array(step, { maxLength: 5 }),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 6 }),
      async (steps, last, maxSteps) => {
        const script: Step[] = [...steps, { text: last, calls: [] }]
        const asked: Message[][] = []
        const fetch = async (_: string, init?: RequestInit) => {
          asked.push(JSON.parse(init?.body as string).messages)
          return answerOf(script[asked.length - 1] as Step, asked.length - 1, stream)
        }
        const options = { tools: TOOLS, maxSteps, apiKey: KEY, fetch }
        const { value, error } = await settle(
          stream ? streamTools([user], options).result() : runTools([user], options),
        )
        if (!value) throw error
        const played = script.slice(0, maxSteps)
        deepStrictEqual(asked.length, played.length)
        deepStrictEqual(value.text, played.at(-1)?.text)
        deepStrictEqual(value.steps.length, played.length)
        const { messages } = value
        // Each question is the chat as far as it had come.
        for (const chat of asked) deepStrictEqual(chat, JSON.parse(JSON.stringify(messages.slice(0, chat.length))))
        let at = 1
        for (const [index, { text, calls }] of played.entries()) {
          const { role, content, tool_calls = [] } = messages[at++] as Message
          deepStrictEqual([role, content || ''], ['assistant', text])
          deepStrictEqual(
            tool_calls.map((call) => call.function.arguments),
            calls.map(({ args }) => (isJson(args) ? args : '{}')),
          )
          for (const [place, call] of calls.entries()) {
            const told = messages[at++] as Message
            deepStrictEqual([told.role, told.tool_call_id], ['tool', `call-${index}-${place}`])
            const wanted = toldOf(call)
            if (wanted !== undefined) deepStrictEqual(told.content, wanted)
            else deepStrictEqual(`${told.content}`.startsWith('Error: '), true)
          }
        }
        deepStrictEqual(messages.length, at)
      },
    ),
  )
}
