import fc from 'fast-check'

/** A thing that a stream says. */
export type Said =
  | { say: 'text'; text: string }
  | { say: 'thought'; text: string; field: 'reasoning_content' | 'reasoning' | 'reasoning_details' }
  | { say: 'call'; calls: readonly object[] }
  | { say: 'usage'; input: number; output: number }
  | { say: 'finish'; reason: string }
  | { say: 'nothing'; data: string }
  | { say: 'done' }
  | { say: 'error'; data: string; event?: 'before' | 'behind' }
  | { say: 'broken'; data: string }

/** A tool call as it should come out. */
export interface Call {
  id: string
  name: string
  argumentsText: string
}

/** How a script ends that nothing cuts. */
export type End = 'good' | 'unfinished' | 'error' | 'malformed'

export interface Script {
  said: readonly Said[]
  calls: readonly Call[]
  end: End
}

const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  // Some models cut a character in two, or send line ends of any kind.
  fc.constantFrom('\ud83c', '\udf38', '\r', '\n', '\r\n', '\u2028', '\ufeff', 'data: ', '[DONE]', '{"', ' ', '```'),
)
const text = words.map((text): Said => ({ say: 'text', text }))
const thought = fc
  .tuple(words, fc.constantFrom('reasoning_content', 'reasoning', 'reasoning_details'))
  .map(([text, field]): Said => ({ say: 'thought', text, field: field as 'reasoning' }))
const nothing = fc
  .constantFrom(
    'ping',
    '',
    '123',
    '"text"',
    'null',
    '{}',
    '[]',
    '{"choices":[]}',
    '{"choices":[{"delta":{"role":"assistant"}}]}',
  )
  .map((data): Said => ({ say: 'nothing', data }))

/** Tool calls in one of the fashions that providers have. */
const calls = fc
  .tuple(
    fc.array(
      fc.tuple(
        fc.stringMatching(/^[a-z]{1,6}$/),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.oneof(words, fc.integer()), {
          maxKeys: 3,
          noNullPrototype: true,
        }),
        fc.array(fc.nat(60), { maxLength: 3 }),
      ),
      { maxLength: 3 },
    ),
    fc.constantFrom('whole', 'pieces', 'repeated id', 'no index', 'index from 7', 'object'),
  )
  .map(([wanted, fashion]): { said: Said[]; calls: Call[] } => {
    const said: Said[] = []
    const calls = wanted.map(([name, args, cuts], at): Call => {
      const argumentsText = JSON.stringify(args)
      const id = `call-${at}`
      const index = fashion === 'no index' ? undefined : fashion === 'index from 7' ? at + 7 : at
      if (fashion === 'whole' || fashion === 'object') {
        const given = fashion === 'object' ? args : argumentsText
        said.push({ say: 'call', calls: [{ id, index, type: 'function', function: { name, arguments: given } }] })
        return { id, name, argumentsText }
      }
      said.push({ say: 'call', calls: [{ id, index, type: 'function', function: { name, arguments: '' } }] })
      const places = [0, ...cuts.map((cut) => cut % argumentsText.length).sort((a, b) => a - b), argumentsText.length]
      for (const [step, to] of places.slice(1).entries()) {
        const piece = argumentsText.slice(places[step], to)
        const again = fashion === 'repeated id' ? { id } : {}
        said.push({ say: 'call', calls: [{ ...again, index, function: { arguments: piece } }] })
      }
      return { id, name, argumentsText }
    })
    return { said, calls }
  })

const finish = fc
  .constantFrom('stop', 'length', 'tool_calls', 'content_filter')
  .map((reason): Said => ({ say: 'finish', reason }))
const usage = fc.tuple(fc.nat(999), fc.nat(999)).map(([input, output]): Said => ({ say: 'usage', input, output }))
const message = JSON.stringify({ error: { message: 'The model fell over', code: 500 } })
const failure = fc.constantFrom<Said>(
  { say: 'error', data: message },
  { say: 'error', data: '{"error":"The model fell over"}' },
  { say: 'error', data: 'The model fell over', event: 'before' },
  { say: 'error', data: message, event: 'before' },
  { say: 'error', data: '{"message":"The model fell over"}', event: 'behind' },
)
const broken = fc
  .constantFrom('{"choices":[', '{oops}', '[oops', '{"a":"b}')
  .map((data): Said => ({ say: 'broken', data }))
const noise = fc.array(fc.oneof(text, nothing), { maxLength: 2 })

/** What a stream says from its beginning to its end. */
export const script: fc.Arbitrary<Script> = fc
  .tuple(
    fc.array(
      fc.oneof({ arbitrary: text, weight: 4 }, { arbitrary: thought, weight: 2 }, { arbitrary: nothing, weight: 1 }),
      {
        maxLength: 8,
      },
    ),
    calls,
    fc.oneof(
      { arbitrary: fc.constant('good' as const), weight: 5 },
      { arbitrary: fc.constantFrom('unfinished' as const, 'error' as const, 'malformed' as const), weight: 3 },
    ),
    fc.tuple(finish, fc.option(usage), failure, broken, noise),
  )
  .map(([before, { said, calls }, end, [reason, count, error, half, after]]): Script => {
    const begin = [...before, ...said]
    const counted = count ? [count] : []
    if (end === 'good') return { said: [...begin, reason, ...counted, { say: 'done' }, ...after], calls, end }
    if (end === 'unfinished') return { said: begin, calls, end }
    return { said: [...begin, end === 'error' ? error : half, ...after, reason, { say: 'done' }], calls, end }
  })
