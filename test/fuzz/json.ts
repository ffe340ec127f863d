import fc from 'fast-check'

// Names that mean something to JavaScript itself, and names of the wire: a random one would hardly ever be hit.
const NAMES = (
  'toString valueOf toJSON then length constructor __proto__ error message code details fieldErrors status choices delta ' +
  'content role finish_reason tool_calls function name arguments id index usage data b64_json url text model audio x402Version'
).split(' ')

/** Objects that JSON can hold and that no text can be made of. */
const hostile = fc.constantFrom<unknown>({ toString: 1, valueOf: 1 }, { toString: null }, [{ toString: 1, valueOf: 1 }])
const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1e308, 2 ** 53, '', ' ', 'error', 'sk_test', '[DONE]', '\ud800'),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'binary', maxLength: 20 }),
)

/** Any JSON value, rich in names that somebody may look for. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
    { arbitrary: scalar, weight: 3 },
    { arbitrary: hostile, weight: 1 },
    { arbitrary: fc.array(tie('value'), { maxLength: 4 }), weight: 1 },
    {
      arbitrary: fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 5, noNullPrototype: true }),
      weight: 2,
    },
  ),
})).value

/** The places of a JSON value, the root among them. */
function placesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  const inner = typeof value === 'object' && value ? Object.entries(value) : []
  return [path, ...inner.flatMap(([name, part]) => placesOf(part, [...path, name]))]
}
function put(value: unknown, [name, ...rest]: readonly string[], part: unknown): unknown {
  if (name === undefined) return part
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>
  copy[name] = put(copy[name], rest, part)
  return copy
}

/** A good JSON value with one to three places in it replaced by anything. */
export const spoilt = (good: unknown): fc.Arbitrary<unknown> =>
  fc
    .array(fc.tuple(fc.constantFrom(...placesOf(good)), fc.oneof(anyJson, hostile)), { minLength: 1, maxLength: 3 })
    .map((changes) =>
      // The deepest first: what a change took away cannot be changed any more.
      [...changes]
        .sort(([a], [b]) => b.length - a.length)
        .reduce((value, [path, part]) => put(value, path, part), good),
    )
