import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ToolCall } from '../../../src/index.ts'
import { DONE, delta, stop } from './chunks.ts'
import { openChat } from './hosts.ts'
import { serve } from './serve.ts'

interface Piece {
  id?: string | null
  index?: number | null
  function?: { name?: string | null; arguments?: unknown } | null
  [field: string]: unknown
}

/** The calls that a stream of these chunks gives, each chunk a list of pieces. */
async function read(chunks: readonly (readonly Piece[])[]): Promise<ToolCall[]> {
  const steps = [...chunks.map((tool_calls) => delta({ tool_calls })), stop('tool_calls'), DONE]
  return (await openChat('gen', serve({ steps })).result()).toolCalls
}
const facts = (calls: readonly ToolCall[]) => calls.map(({ name, argumentsText }) => [name, argumentsText])
const piece = (
  index: number | undefined,
  id: string,
  name: string | undefined,
  args: unknown,
  more: object = {},
): Piece => ({
  ...(index !== undefined && { index }),
  ...(id && { id }),
  ...more,
  function: { ...(name !== undefined && { name }), arguments: args },
})

const ROME = '{"city":"Rome"}'
const OSLO = '{"city":"Oslo"}'

/** A stream in pieces, and the calls that it means. */
const ONE: Record<string, Piece[]> = {
  'its arguments after {}': [piece(0, 'a', 'w', '{}'), piece(0, '', undefined, ROME)],
  'its arguments in pieces after {}': [
    piece(0, 'a', 'w', '{}'),
    piece(0, '', undefined, '{"ci'),
    piece(0, '', undefined, 'ty":"Rome"}'),
  ],
  'its arguments after {}, the name in each piece': [piece(0, 'a', 'w', '{}'), piece(0, 'a', 'w', ROME)],
  'its arguments after {} in the same piece': [piece(0, 'a', 'w', `{}${ROME}`)],
  'its arguments after { } and a line break': [piece(0, 'a', 'w', ' {}\n'), piece(0, '', undefined, ROME)],
  'its arguments after {}, then whole again': [
    piece(0, 'a', 'w', '{}'),
    piece(0, '', undefined, ROME),
    piece(0, 'a', 'w', ROME),
  ],
  'its arguments twice': [piece(0, 'a', 'w', ''), piece(0, '', undefined, ROME), piece(0, '', undefined, ROME)],
  'its arguments three times': [piece(0, 'a', 'w', ROME), piece(0, '', undefined, ROME), piece(0, '', undefined, ROME)],
  'its arguments twice, without an index': [piece(undefined, 'a', 'w', ROME), piece(undefined, '', undefined, ROME)],
  'its arguments twice in one piece': [piece(0, 'a', 'w', `${ROME}${ROME}`)],
  'its arguments twice, cut at other places': [
    piece(0, 'a', 'w', '{"city":'),
    piece(0, '', undefined, `"Rome"}${ROME.slice(0, 4)}`),
    piece(0, '', undefined, ROME.slice(4)),
  ],
  'itself again, whole': [piece(0, 'a', 'w', '{"city"'), piece(0, '', undefined, ':"Rome"}'), piece(0, 'a', 'w', ROME)],
  'itself again, whole, with other spaces': [piece(0, 'a', 'w', ROME), piece(0, 'a', 'w', '{ "city": "Rome" }')],
  'itself again, without its id': [piece(0, 'a', 'w', ROME), piece(0, '', 'w', ROME)],
  'itself again, without its index': [piece(0, 'a', 'w', ROME), piece(undefined, 'a', 'w', ROME)],
  'itself again, with neither': [piece(undefined, 'a', 'w', ROME), piece(undefined, '', 'w', ROME)],
  'itself again, where there is no id': [piece(0, '', 'w', ROME), piece(0, '', 'w', ROME)],
  'itself again, as an object': [piece(0, 'a', 'w', ROME), piece(0, 'a', 'w', JSON.parse(ROME))],
  'itself again, empty': [piece(0, 'a', 'w', ROME), piece(0, 'a', 'w', '')],
  'another id in each piece': [
    piece(0, '111', 'w', ''),
    piece(0, '222', '', '{"city"'),
    piece(0, '333', '', ':"Rome"}'),
  ],
  'another id in each piece, without an index': [
    piece(undefined, '111', 'w', ''),
    piece(undefined, '222', '', '{"city"'),
    piece(undefined, '333', undefined, ':"Rome"}'),
  ],
  'another id and the name in each piece': [
    piece(0, '111', 'w', ''),
    piece(0, '222', 'w', '{"city"'),
    piece(0, '333', 'w', ':"Rome"}'),
  ],
  'its id late': [piece(0, '', 'w', ''), piece(0, 'a', undefined, ROME)],
  'its id late, without an index': [piece(undefined, '', 'w', ''), piece(undefined, 'a', undefined, ROME)],
  'its id late, with the name again': [piece(0, '', 'w', '{"city"'), piece(0, 'a', 'w', ':"Rome"}')],
  'its name late': [piece(0, 'a', undefined, ''), piece(0, 'a', 'w', ROME)],
  'its index from the second piece on': [piece(undefined, 'a', 'w', ''), piece(0, '', undefined, ROME)],
  'a null function between its pieces': [
    piece(0, 'a', 'w', '{"city"'),
    { index: 0, id: null, function: null },
    piece(0, '', undefined, ':"Rome"}'),
  ],
  'a brace and a quote in its text, the name in each piece': [
    piece(0, 'a', 'w', '{"city":"R}'),
    piece(0, 'a', 'w', '{\\"\\\\'),
    piece(0, 'a', 'w', '"}'),
  ],
}
const ODD = '{"city":"R}{\\"\\\\"}'

test.for(Object.entries(ONE))('S11: a call that brings %s is one call', async ([, pieces]) => {
  const wanted = pieces.some((each) => `${each.function?.arguments}`.includes('R}')) ? ODD : ROME
  for (const chunks of [pieces.map((each) => [each]), [pieces]]) {
    // Within one list entries with neither an id nor an index are calls of their own.
    if (chunks.length === 1 && pieces.some(({ id, index }, at) => at && !id && index === undefined)) continue
    const calls = await read(chunks)
    expect(facts(calls)).toEqual([['w', wanted]])
    expect(calls[0]?.arguments).toEqual(JSON.parse(wanted))
  }
})

test.for([
  ['with split arguments', [piece(0, 'a', 'get_', '{"city"'), piece(0, 'a', 'weather', ':"Rome"}')]],
  ['before the arguments', [piece(0, 'a', 'get_', ''), piece(0, 'a', 'weather', ''), piece(0, '', undefined, ROME)]],
  ['by its index', [piece(0, 'a', 'get_', '{"city"'), piece(0, '', 'weather', ':"Rome"}')]],
  ['by its id', [piece(undefined, 'a', 'get_', '{"city"'), piece(undefined, 'a', 'weather', ':"Rome"}')]],
  [
    'then whole again',
    [piece(0, 'a', 'get_', '{"ci'), piece(0, 'a', 'weather', 'ty":"Rome"}'), piece(0, 'a', 'get_weather', ROME)],
  ],
  ['that grows', [piece(0, 'a', 'get_', ''), piece(0, 'a', 'get_weather', ROME)]],
] as const)('S11: a name in two pieces %s is one name', async ([, pieces]) => {
  expect(facts(await read(pieces.map((each) => [each])))).toEqual([['get_weather', ROME]])
})

const TWO: Record<string, Piece[]> = {
  'two ids': [piece(0, 'a', 'w', ROME), piece(1, 'b', 'w', ROME)],
  'two ids and one index': [piece(0, 'a', 'w', ROME), piece(0, 'b', 'w', ROME)],
  'two ids and no index': [piece(undefined, 'a', 'w', ROME), piece(undefined, 'b', 'w', ROME)],
  'two ids and no arguments': [piece(0, 'a', 'w', ''), piece(0, 'b', 'w', '')],
  'two indexes and no id': [piece(0, '', 'w', ROME), piece(1, '', 'w', ROME)],
  'two ids, interleaved': [
    piece(0, 'a', 'w', '{"ci'),
    piece(1, 'b', 'w', '{"ci'),
    piece(0, '', undefined, 'ty":"Rome"}'),
    piece(1, '', undefined, 'ty":"Rome"}'),
  ],
}
test.for(Object.entries(TWO))('S11: two equal calls with %s are two', async ([, pieces]) => {
  const args = pieces.at(-1)?.function?.arguments === '' ? '' : ROME
  for (const chunks of [pieces.map((each) => [each]), [pieces]]) {
    const calls = await read(chunks)
    expect(facts(calls)).toEqual([
      ['w', args],
      ['w', args],
    ])
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2)
  }
})

test('S11: two equal calls in one list are two, and the same list once more is a repetition', async () => {
  const list = [piece(undefined, '', 'w', ROME), piece(undefined, '', 'w', ROME)]
  expect(await read([list])).toHaveLength(2)
  expect(await read([list, list])).toHaveLength(2)
})

test.for([
  ['one id', [piece(undefined, 'a', 'w', ROME), piece(undefined, 'a', 'w', OSLO)]],
  ['one id and one index', [piece(0, 'a', 'w', ROME), piece(0, 'a', 'w', OSLO)]],
  ['one id and two indexes', [piece(0, 'a', 'w', ROME), piece(1, 'a', 'w', OSLO)]],
  [
    'one id and two indexes, interleaved',
    [
      piece(0, 'a', 'w', '{"city"'),
      piece(1, 'a', 'w', '{"city"'),
      piece(0, 'a', undefined, ':"Rome"}'),
      piece(1, 'a', undefined, ':"Oslo"}'),
    ],
  ],
] as const)('S11: two different calls with %s are two, each with an id of its own', async ([, pieces]) => {
  const calls = await read(pieces.map((each) => [each]))
  expect(facts(calls)).toEqual([
    ['w', ROME],
    ['w', OSLO],
  ])
  expect(calls[0]?.id).toBe('a')
  expect(calls[1]?.id).toBe('call_0')
})

describe('a stream in any mixture of dialects gives the calls that it means', () => {
  const call = fc.record({
    name: fc.constantFrom('w', 'time', 'get_weather'),
    value: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { minKeys: 1, maxKeys: 3 }),
    cuts: fc.array(fc.nat(200), { maxLength: 4 }),
    first: fc.constantFrom('', '{}', undefined),
    again: fc.constantFrom('no', 'arguments', 'call', 'pieces'),
    pretty: fc.boolean(),
  })
  const dialect = fc.record({
    ids: fc.constantFrom('first', 'each', 'late', 'none', 'other'),
    indexes: fc.constantFrom('position', 'seven', 'zero', 'missing'),
    names: fc.constantFrom('first', 'each', 'empty', 'halves'),
    interleaved: fc.boolean(),
    lists: fc.boolean(),
  })
  test('whatever is cut, repeated and left out', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(call, { minLength: 1, maxLength: 4 }),
        dialect,
        fc.infiniteStream(fc.nat(9)),
        async (given, { ids, indexes, names, interleaved, lists }, turns) => {
          // Without any mark nobody can tell two calls of one tool apart.
          const marked = indexes === 'position' || indexes === 'seven'
          fc.pre(marked || ids === 'first' || ids === 'each')
          const calls = given.map(({ name, value, pretty }, at) => ({
            id: `id-${at}`,
            name,
            args: JSON.stringify({ at, ...value }, null, pretty ? 1 : 0),
          }))
          const index = (at: number) =>
            ({ position: at, seven: at + 7, zero: 0, missing: undefined })[indexes] as number | undefined
          const queues = calls.map(({ id, name, args }, at) => {
            const { cuts, first, again } = given[at] as (typeof given)[number]
            const places = [0, ...cuts.map((cut) => cut % args.length).sort((a, b) => a - b)]
            const parts = places.map((place, next) => args.slice(place, places[next + 1]))
            const texts = [...(first === undefined ? [] : [first]), ...parts]
            if (again === 'arguments') texts.push(args)
            if (again === 'pieces') texts.push(...parts)
            const idAt = (next: number) => {
              if (ids === 'none' || (ids === 'late' && next === 0)) return ''
              if (ids === 'other') return next ? `${id}-${next}` : id
              return ids === 'each' || (ids === 'first' ? next === 0 : next === 1) ? id : ''
            }
            // The halves of a name stand before the end of the arguments.
            const half =
              names === 'halves' && texts.length > 1 && first === '' && name === 'get_weather' && ids !== 'other'
            const nameAt = (next: number) => {
              if (half && next < 2) return next ? 'weather' : 'get_'
              if (next === 0) return name
              // A repeated name behind the end would begin another call, and so it would with another id.
              const inside = texts.slice(0, next).join('').length < (first ?? '').length + args.length
              if (names === 'each' && inside && first !== '{}' && ids !== 'other') return name
              return names === 'empty' ? '' : undefined
            }
            const pieces = texts.map((text, next) => piece(index(at), idAt(next), nameAt(next), text))
            // As the service knows the call by then.
            if (again === 'call')
              pieces.push(
                piece(index(at), ids === 'none' ? '' : ids === 'late' && texts.length < 2 ? '' : id, name, args),
              )
            return pieces
          })
          const pieces: Piece[] = []
          const side = interleaved && (marked || (ids === 'each' && indexes === 'missing'))
          for (let open = side ? queues.length : 1; queues.some(({ length }) => length); ) {
            const at = (turns.next().value as number) % Math.min(open, queues.length)
            const next = queues.slice(0, at + 1).findIndex(({ length }) => length)
            const queue = side && queues[at]?.length ? queues[at] : queues[next]
            const taken = queue?.shift()
            if (taken) pieces.push(taken)
            else open++
          }
          const calledBack = await read(lists && (marked || ids === 'each') ? [pieces] : pieces.map((each) => [each]))
          const wanted = calls.map(({ name, args }) => [name, args])
          const sorted = (list: unknown[][]) => [...list].sort((a, b) => (`${a}` < `${b}` ? -1 : 1))
          expect(sorted(facts(calledBack))).toEqual(sorted(wanted))
          for (const each of calledBack) expect(each.invalid).toBeUndefined()
          expect(new Set(calledBack.map(({ id }) => id)).size).toBe(calls.length)
        },
      ),
      { numRuns: 150 },
    )
  })
})
