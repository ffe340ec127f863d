import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson, sureJson } from '../../../src/object/partial-json.ts'
import { fromJson, unfence } from '../../../src/object/unfence.ts'
import { FIXTURES } from './fixtures.ts'
import { isPrefix } from './prefix.ts'

const same = (text: string): string => text
const partialOf = (text: string): unknown => parseJson(sureJson(fromJson(text)), same)
const wholeOf = (text: string): unknown => parseJson(unfence(text, same), same)

/** The value at every prefix, checked: each is a start of the next and of the whole, and the last one is the whole. */
function checkPrefixes(text: string): unknown[] {
  const whole = wholeOf(text)
  const partials: unknown[] = []
  for (let length = 0; length <= text.length; length++) {
    const partial = partialOf(text.slice(0, length))
    if (partial === undefined && !partials.length) continue
    // Not by expect(): it costs more than the rest.
    const isFuller = !partials.length || isPrefix(partials.at(-1), partial)
    if (!isFuller || !isPrefix(partial, whole)) expect([text.slice(0, length), partial]).toBe('a start of the whole')
    partials.push(partial)
  }
  expect(JSON.stringify(partials.at(-1))).toBe(JSON.stringify(whole))
  return partials
}

test.for(FIXTURES)('$name: the value at every prefix is a start of the whole, ever fuller', ({ text }) => {
  expect(checkPrefixes(text).length).toBeGreaterThan(2)
})

test('any JSON in any dress is right at every prefix', () => {
  const texts = fc
    .tuple(
      fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }),
      fc.constantFrom('', ' ', '\t'),
      fc.infiniteStream(fc.boolean()),
    )
    .filter(([value]) => typeof value === 'object' && value !== null)
    .map(([value, indent, escaped]) =>
      JSON.stringify(value, null, indent).replace(/[^ -~\s]/g, (letter) =>
        escaped.next().value ? `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}` : letter,
      ),
    )
  const fences = fc.constantFrom<(text: string) => string>(
    (text) => text,
    (text) => `\`\`\`json\n${text}\n\`\`\``,
    (text) => `Sure!\n\n\`\`\`\n${text}\n\`\`\`\nDone.`,
  )
  fc.assert(
    fc.property(texts, fences, (text, fence) => {
      checkPrefixes(fence(text))
      expect(JSON.stringify(wholeOf(fence(text)))).toBe(JSON.stringify(JSON.parse(text)))
    }),
    { numRuns: 100 },
  )
}, 60_000)

test('a string is as long as it has come; a name, a number or a literal that may go on is not there yet', () => {
  const text = '{"name":"Ada","age":36,"ok":true}'
  const seen = Array.from({ length: text.length + 1 }, (_, length) => sureJson(text.slice(0, length)))
  expect([...new Set(seen)]).toEqual([
    '',
    '{}',
    '{"name":""}',
    '{"name":"A"}',
    '{"name":"Ad"}',
    '{"name":"Ada"}',
    '{"name":"Ada","age":36}',
    '{"name":"Ada","age":36,"ok":true}',
  ])
  expect(seen[text.indexOf('6') + 1]).toBe('{"name":"Ada"}')
  expect(seen[text.indexOf(',"ok"') + 1]).toBe('{"name":"Ada","age":36}')
})

test('half an escape and half a surrogate pair wait for their other half', () => {
  expect(sureJson('"a\\')).toBe('"a"')
  expect(sureJson('"a\\u00e')).toBe('"a"')
  expect(sureJson('"a\\u00e9')).toBe('"aé"')
  expect(sureJson('"a\\\\')).toBe('"a\\\\"')
  expect(sureJson('"\\ud83c')).toBe('""')
  expect(sureJson('"\\ud83c\\udf3')).toBe('""')
  expect(sureJson('"\\ud83c\\udf38')).toBe('"🌸"')
  expect(sureJson('"\ud83c')).toBe('""')
})

test('what is no JSON says nothing, or what stood before it', () => {
  for (const text of ['', ' ', 'Hello', '12 things', 'true story', '``', '```', '```js', "{'a'", '}', ']', ',']) {
    const partial = partialOf(text)
    expect(partial === undefined || JSON.stringify(partial) === '{}', text).toBe(true)
  }
  expect(partialOf('{"a": 1, b: 2}')).toEqual({ a: 1 })
  expect(partialOf('{"a": 1, "b": NaN}')).toEqual({ a: 1 })
  expect(partialOf('{"a": 1} {"b": 2}')).toEqual({ a: 1 })
})

test('a long text is read right', () => {
  const rows = Array.from({ length: 5000 }, (_, at) => ({ id: at, text: 'a word or two' }))
  const text = JSON.stringify(rows)
  for (let length = 2000; length < text.length; length += 20_000) {
    const found = partialOf(text.slice(0, length)) as unknown[]
    expect(found.length).toBeGreaterThan(length / 50)
    expect(found.slice(0, -1)).toEqual(rows.slice(0, found.length - 1))
  }
})

test('nesting without an end is no trouble', () => {
  const text = '['.repeat(100_000)
  expect(() => partialOf(text)).not.toThrow()
  expect(partialOf(`{"a":"${'\\'.repeat(99_999)}`)).toEqual({ a: '\\'.repeat(49_999) })
})
