import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ToolCall } from '../../../src/index.ts'
import { DONE, delta, event, say, stop } from './chunks.ts'
import { HOSTS, type Host, open, openChat } from './hosts.ts'
import { readAll } from './read-all.ts'
import { serve } from './serve.ts'

interface Call {
  id: string
  name: string
  args: string
}
interface Piece {
  id?: string | null
  index?: number | null
  type?: string
  function?: { name?: string | null; arguments?: unknown } | null
}
const CALLS: readonly [Call, Call] = [
  { id: 'call_a', name: 'weather', args: '{"city": "Zürich", "days": 3}' },
  { id: 'call_b', name: 'time', args: '{"zone": "Europe/Zurich"}' },
]
const asCall = ({ id, name, args }: Call): ToolCall => ({ id, name, arguments: JSON.parse(args), argumentsText: args })

const cut = (text: string): string[] => [text.slice(0, 3), text.slice(3, 9), text.slice(9)]

/** A call in pieces: `first` and `rest` are what each piece has beside the function. */
const inPieces = ({ name, args }: Call, first: object, rest: object): Piece[] => [
  { ...first, type: 'function', function: { name, arguments: '' } },
  ...cut(args).map((part) => ({ ...rest, function: { arguments: part } })),
]
const whole = ({ id, name, args }: Call, more: object): Piece => ({ id, ...more, function: { name, arguments: args } })

/** Every fashion in which providers are known to write two calls: a list of deltas, each a list of pieces. */
function fashions([a, b]: readonly [Call, Call]): Record<string, Piece[][]> {
  const both = (write: (call: Call, at: number) => Piece[]): Piece[][] =>
    [a, b].flatMap((call, at) => write(call, at).map((piece) => [piece]))
  const side = (left: Piece[], right: Piece[]): Piece[][] => left.flatMap((piece, at) => [[piece], [right[at] ?? {}]])
  return {
    'in pieces by index': both((call, index) => inPieces(call, { index, id: call.id }, { index })),
    'in pieces, side by side, by index': side(
      inPieces(a, { index: 0, id: a.id }, { index: 0 }),
      inPieces(b, { index: 1, id: b.id }, { index: 1 }),
    ),
    'in pieces, side by side, by id': side(
      inPieces(a, { id: a.id }, { id: a.id }),
      inPieces(b, { id: b.id }, { id: b.id }),
    ),
    'in pieces, both in each delta': inPieces(a, { index: 0, id: a.id }, { index: 0 }).map((piece, at) => [
      piece,
      inPieces(b, { index: 1, id: b.id }, { index: 1 })[at] ?? {},
    ]),
    'in pieces that repeat the id': both((call, index) =>
      inPieces(call, { index, id: call.id }, { index, id: call.id }),
    ),
    'in pieces that repeat the id and the name': both((call, index) =>
      cut(call.args).map((part) => ({ index, id: call.id, function: { name: call.name, arguments: part } })),
    ),
    'in pieces that have an empty id and a null name': both((call, index) =>
      inPieces(call, { index, id: call.id }, { index, id: '' }).map((piece, at) =>
        at ? { ...piece, function: { name: null, ...piece.function } } : piece,
      ),
    ),
    'in pieces without an index': both((call) => inPieces(call, { id: call.id }, {})),
    'in pieces with an index that is null': both((call) =>
      inPieces(call, { index: null, id: call.id }, { index: null, id: null }),
    ),
    'in pieces with the index of the first': both((call) => inPieces(call, { index: 0, id: call.id }, { index: 0 })),
    'in pieces by index from 7': both((call, at) => inPieces(call, { index: 7 + at, id: call.id }, { index: 7 + at })),
    'in pieces by index, counted down': both((call, at) =>
      inPieces(call, { index: 1 - at, id: call.id }, { index: 1 - at }),
    ),
    'whole, a chunk each': both((call, index) => [whole(call, { index })]),
    'whole, in one chunk': [[whole(a, { index: 0 }), whole(b, { index: 1 })]],
    'whole, without an index': both((call) => [whole(call, {})]),
    'whole, in one chunk, with the same index': [[whole(a, { index: 0 }), whole(b, { index: 0 })]],
    'whole, with arguments that are an object': both((call, index) => [
      { index, id: call.id, function: { name: call.name, arguments: JSON.parse(call.args) } },
    ]),
    'whole, then repeated empty': both((call, index) => [
      whole(call, { index }),
      { index, function: { arguments: '' } },
    ]),
    'whole, with pieces that are nothing': [
      [{}, whole(a, { index: 0 })],
      [{ function: null }],
      [whole(b, { index: 1 })],
    ],
  }
}

const cases = HOSTS.flatMap((host) => Object.entries(fashions(CALLS)).map(([name, deltas]) => ({ host, name, deltas })))

async function callsOf(
  host: Host,
  steps: string[],
): Promise<{ found: ToolCall[]; result: ToolCall[]; error: unknown }> {
  const stream = openChat(host, serve({ steps }))
  const { events, error } = await readAll(stream)
  const found = events.flatMap((each) => (each.type === 'tool-call' ? [each.toolCall] : []))
  return { found, result: error ? [] : (await stream.result()).toolCalls, error }
}

test.for(cases)('S11: two tool calls $name are one event each, on $host', async ({ host, name, deltas }) => {
  const chunks = deltas.map((tool_calls) => delta({ tool_calls }))
  const ends = [[stop('tool_calls'), DONE], [stop('tool_calls')], [stop('stop'), DONE]]
  for (const end of host === 'classic' ? [...ends, [DONE]] : ends) {
    const { found, result, error } = await callsOf(host, [...chunks, ...end])
    expect(error).toBeUndefined()
    // An object has no text of its own: which one is made of it is not said.
    const strip = (calls: ToolCall[]) =>
      name.includes('object') ? calls.map((call) => ({ ...call, argumentsText: '' })) : calls
    expect(strip(found)).toEqual(strip(CALLS.map(asCall)))
    expect(result).toEqual(found)
  }
})

const named = (name: string, args: string, more: object = {}) => ({ ...more, function: { name, arguments: args } })
const CLASHES: Record<string, Piece[]> = {
  'an empty id and one index': [
    named('a', '{"x":1}', { index: 0, id: '' }),
    named('b', '{"y":2}', { index: 0, id: '' }),
  ],
  'one id and two indexes': [
    named('a', '{"x":1}', { index: 0, id: 'i' }),
    named('b', '{"y":2}', { index: 1, id: 'i' }),
  ],
  'one index, one name, whole arguments': [named('a', '{"x":1}', { index: 0 }), named('a', '{"y":2}', { index: 0 })],
  'names alone': [named('a', ''), named('b', '')],
}
const clashes = HOSTS.flatMap((host) => Object.entries(CLASHES).map(([name, pieces]) => ({ host, name, pieces })))
const told = (calls: readonly ToolCall[]) => calls.map(({ name, argumentsText }) => [name, argumentsText])

test.for(clashes)('S11: two calls with $name are two, streamed or not, on $host', async ({ host, pieces }) => {
  const wanted = pieces.map((piece) => [piece.function?.name, piece.function?.arguments])
  for (const chunks of [[pieces], pieces.map((piece) => [piece])]) {
    const steps = chunks.map((tool_calls) => delta({ tool_calls }))
    const { found, error } = await callsOf(host, [...steps, stop('tool_calls'), DONE])
    expect(error).toBeUndefined()
    expect(told(found)).toEqual(wanted)
  }
  const choice = { message: { role: 'assistant', tool_calls: pieces }, finish_reason: 'tool_calls' }
  const whole = { headers: { 'content-type': 'application/json' }, steps: [JSON.stringify({ choices: [choice] })] }
  expect(told((await openChat(host, serve(whole)).result()).toolCalls)).toEqual(wanted)
})

test.for(HOSTS)('S11: calls come with the chunk that ends the answer, on %s', async (host) => {
  const last = event({
    choices: [{ delta: { tool_calls: CALLS.map((call) => whole(call, {})) }, finish_reason: 'tool_calls' }],
  })
  const { found } = await callsOf(host, [say('Looking.'), last, DONE])
  expect(found).toEqual(CALLS.map(asCall))
})

test.for(HOSTS)('S11: calls are handed out when the answer has ended, on %s', async (host) => {
  const [a, b] = CALLS
  const steps = [
    delta({ tool_calls: [whole(a, { index: 0 })] }),
    delta({ tool_calls: [whole(b, { index: 1 })] }),
    say('Looking.'),
    stop('tool_calls'),
    DONE,
  ]
  const stream = openChat(host, serve({ steps }))
  const seen: string[] = []
  for await (const { type } of stream.events()) seen.push(`${type} ${stream.partial.toolCalls.length}`)
  expect(seen).toEqual(['text 0', 'tool-call 1', 'tool-call 2', 'finish 2'])
})

test.for(HOSTS)('S11: a call in pieces is in no partial before it is complete, on %s', async (host) => {
  const [a] = CALLS
  const pieces = inPieces(a, { index: 0, id: a.id }, { index: 0 }).flatMap((piece) => [
    delta({ tool_calls: [piece] }),
    say('.'),
  ])
  const stream = openChat(host, serve({ steps: [...pieces, stop('tool_calls'), DONE] }))
  for await (const each of stream.events()) {
    const complete = each.type === 'tool-call' || each.type === 'finish'
    expect(stream.partial.toolCalls).toEqual(complete ? [asCall(a)] : [])
  }
})

test.for(HOSTS)('S11: arguments that are not valid JSON are handed out as they are, on %s', async (host) => {
  for (const args of ['{"city": "Zür', 'Zürich', '{"a":1}}', '{a:1}']) {
    const { found } = await callsOf(host, [
      delta({ tool_calls: [whole({ id: 'x', name: 'f', args }, {})] }),
      stop('tool_calls'),
      DONE,
    ])
    expect(found).toEqual([{ id: 'x', name: 'f', arguments: undefined, argumentsText: args, invalid: true }])
  }
})

test.for(HOSTS)('S11: the message of the result is ready to be sent back, on %s', async (host) => {
  const stream = openChat(
    host,
    serve({ steps: [delta({ tool_calls: CALLS.map((call) => whole(call, {})) }), stop('tool_calls'), DONE] }),
  )
  expect((await stream.result()).message).toEqual({
    role: 'assistant',
    content: null,
    tool_calls: CALLS.map(({ id, name, args }) => ({ id, type: 'function', function: { name, arguments: args } })),
  })
})

test('S11: any number of calls in pieces of any size, in any order, come out whole', async () => {
  const args = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
  const plan = fc.array(fc.tuple(args, fc.boolean(), fc.array(fc.nat(200), { maxLength: 5 })), {
    minLength: 1,
    maxLength: 4,
  })
  await fc.assert(
    fc.asyncProperty(plan, fc.nat(9), fc.infiniteStream(fc.nat(3)), async (wanted, from, turns) => {
      const calls = wanted.map(([value, pretty], at) => ({
        id: `call_${at}`,
        name: `tool_${at}`,
        args: JSON.stringify(value, null, pretty ? 2 : 0),
      }))
      const queues = calls.map(({ args, id, name }, at) => {
        const places = [0, ...(wanted[at]?.[2] ?? []).map((place) => place % (args.length + 1)).sort((x, y) => x - y)]
        const parts = places.map((place, next) => args.slice(place, places[next + 1]))
        return parts.map((part, next) => ({
          index: from + at,
          ...(next === 0 && { id }),
          function: { ...(next === 0 && { name }), arguments: part },
        }))
      })
      const chunks: string[] = []
      // The calls open in their order; their pieces come in any.
      for (let open = 1; queues.some(({ length }) => length); ) {
        const at = (turns.next().value as number) % open
        const piece = queues[at]?.shift()
        if (piece) chunks.push(delta({ tool_calls: [piece] }))
        else open = Math.min(open + 1, queues.length)
        if (open < queues.length && queues[open]?.length) open++
      }
      const { found } = await callsOf('gen', [...chunks, stop('tool_calls'), DONE])
      expect([...found].sort((x, y) => x.id.localeCompare(y.id))).toEqual(calls.map(asCall))
    }),
    { numRuns: 100 },
  )
})

test.for(HOSTS)('streamText has no tools, so it ignores calls of them, on %s', async (host) => {
  const calls = [{ index: 0, id: 'a', function: { name: 'f', arguments: '{"x":1}' } }]
  const steps = [say('Hi'), delta({ tool_calls: calls }), stop('tool_calls'), DONE]
  const stream = open(host, serve({ steps }))
  const { events, text, error } = await readAll(stream)
  expect([text, error]).toEqual(['Hi', undefined])
  expect(events.map(({ type }) => type)).toEqual(['text', 'finish'])
  expect(await stream.result()).toMatchObject({ text: 'Hi', toolCalls: [], finishReason: 'tool_calls' })
})
