// What the compiler finds out by itself when objects, tools and items are asked for as a user writes it.
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import * as v from 'valibot'
import { z } from 'zod'
import {
  fluxWorker,
  generateImage,
  generateObject,
  imageUrl,
  mapConcurrent,
  runTools,
  type StandardSchema,
  sdxlWorker,
  streamObject,
  streamTools,
  type ToolEvent,
  type ToolResult,
  withDefaults,
} from '../../src/index.ts'
import { none, type Same, type Wrong } from './same.ts'

type Person = { name: string; tags: string[] }
type Part = { name?: string; tags?: string[] }

// ---- objects: the type is that of the schema, by each library

const byZod = z.object({ name: z.string(), tags: z.array(z.string()) })
const byArktype = type({ name: 'string', tags: 'string[]' })
const byValibot = v.object({ name: v.string(), tags: v.array(v.string()) })
const byConverted = toStandardJsonSchema(byValibot)
const fromZod = () => generateObject('A person', { schema: byZod, name: 'person', apiKey: 'sk_x' })
const fromArktype = () => generateObject('A person', { schema: byArktype })
const fromValibot = () => generateObject('A person', { schema: byValibot, jsonSchema: { type: 'object' } })
const fromConverted = () => generateObject([{ role: 'user', content: 'A person' }], { schema: byConverted })
const fromPlain = () => generateObject('A person', { schema: { type: 'object', properties: {} } })
const fromTold = () => generateObject<Person>('A person', { schema: { type: 'object' } })
// A transform: what comes out counts.
const fromTransform = () => generateObject('A number', { schema: z.string().transform(Number) })
const stream = streamObject('A person', { schema: byZod })

type ObjectOf<F extends () => Promise<{ object: unknown }>> = Awaited<ReturnType<F>>['object']
none<
  Wrong<{
    zod: Same<ObjectOf<typeof fromZod>, Person>
    arktype: Same<ObjectOf<typeof fromArktype>, Person>
    valibot: Same<ObjectOf<typeof fromValibot>, Person>
    converted: Same<ObjectOf<typeof fromConverted>, Person>
    plain: Same<ObjectOf<typeof fromPlain>, unknown>
    told: Same<ObjectOf<typeof fromTold>, Person>
    transform: Same<ObjectOf<typeof fromTransform>, number>
    stream: Same<typeof stream extends AsyncIterable<infer P> ? P : never, Part>
    partial: Same<typeof stream.partial, Part | undefined>
    result: Same<Awaited<ReturnType<typeof stream.result>>['object'], Person>
  }>
>()

// @ts-expect-error a schema is needed
generateObject('A person', {})
// @ts-expect-error and the options
generateObject('A person')
// @ts-expect-error it has no tools
generateObject('A person', { schema: byZod, tools: [] })
// @ts-expect-error the format is its own affair
streamObject('A person', { schema: byZod, responseFormat: { type: 'text' } })
// @ts-expect-error a worker makes pictures only
generateObject('A person', { schema: byZod, provider: fluxWorker('https://flux.example') })

// ---- tools: the arguments of each execute are those of its parameters

const messages = [{ role: 'user', content: 'Hello' }] as const
const ran = () =>
  runTools(messages, {
    tools: {
      weather: {
        description: 'The weather in a city',
        parameters: z.object({ city: z.string(), days: z.number().default(1) }),
        execute: ({ city, days }, { signal, toolCallId, messages }) => {
          none<Wrong<{ city: Same<typeof city, string>; days: Same<typeof days, number> }>>()
          none<Wrong<{ signal: Same<typeof signal, AbortSignal>; id: Same<typeof toolCallId, string> }>>()
          return messages.length
        },
      },
      time: {
        parameters: byArktype,
        execute: async (person) => {
          none<Wrong<{ person: Same<typeof person, Person> }>>()
        },
      },
      place: {
        parameters: v.object({ at: v.string() }),
        jsonSchema: { type: 'object' },
        execute({ at }) {
          none<Wrong<{ at: Same<typeof at, string> }>>()
        },
      },
      plain: {
        parameters: { type: 'object', properties: {} },
        execute: (args: { city: string }) => args.city,
      },
    },
  })
const streamed = streamTools(messages, {
  maxSteps: 2,
  tools: {
    weather: {
      parameters: z.object({ city: z.string() }),
      execute: ({ city }) => {
        none<Wrong<{ city: Same<typeof city, string> }>>()
      },
    },
  },
})
none<
  Wrong<{
    result: Same<Awaited<ReturnType<typeof ran>>, ToolResult>
    streamed: Same<Awaited<ReturnType<typeof streamed.result>>, ToolResult>
    events: Same<ReturnType<typeof streamed.events>, AsyncIterable<ToolEvent>>
  }>
>()

const city = z.object({ city: z.string() })
// @ts-expect-error a tool does something
runTools(messages, { tools: { weather: { parameters: city } } })
// @ts-expect-error a tool says what it takes
runTools(messages, { tools: { weather: { execute: () => 1 } } })
// @ts-expect-error there must be tools
runTools(messages, {})

// ---- a schema made by hand is one

const hand: StandardSchema<7> = { '~standard': { version: 1, vendor: 'me', validate: () => ({ value: 7 }) } }
const fromHand = () => generateObject('Seven', { schema: hand, jsonSchema: {} })
none<Wrong<{ hand: Same<ObjectOf<typeof fromHand>, 7> }>>()

// ---- many

const lengths = () => mapConcurrent(new Set(['a', 'b']), (text, index, signal) => text.length + index + +signal.aborted)
const pictures = () => mapConcurrent(['a'], (prompt, _, signal) => generateImage(prompt, { signal }))
none<
  Wrong<{
    lengths: Same<Awaited<ReturnType<typeof lengths>>, PromiseSettledResult<number>[]>
    pictures: Same<
      Awaited<ReturnType<typeof pictures>>,
      PromiseSettledResult<Awaited<ReturnType<typeof generateImage>>>[]
    >
  }>
>()

// ---- workers make pictures, and nothing else

const flux = fluxWorker('https://flux.example')
const sdxl = sdxlWorker('https://sdxl.example', { apiKey: async () => 'key' })
generateImage('a fox', { provider: flux })
withDefaults({ provider: sdxl }, { generateImage, imageUrl })
// @ts-expect-error its key is needed
sdxlWorker('https://sdxl.example')
// @ts-expect-error a worker makes pictures only
runTools(messages, { tools: { weather: { parameters: city, execute: () => 1 } }, provider: flux })
