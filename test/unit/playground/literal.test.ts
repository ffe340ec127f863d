import fc from 'fast-check'
import { expect, test } from 'vitest'
import { code, toCall, toLiteral } from '../../../playground/code/literal.ts'

/** What the text means as JavaScript. */
const evaluate = (text: string): unknown => new Function(`return (${text})`)()

test('a literal means the value that it was made of, whatever stands in its texts and names', () => {
  const values = fc.jsonValue()
  fc.assert(
    fc.property(values, (value) => {
      // By way of JSON, which knows no -0.
      expect(evaluate(toLiteral(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('a name that is written like its value is no short form', () => {
  const value = { '': '', true: true, null: null, 5: 5 }
  expect(evaluate(toLiteral(value))).toEqual(value)
})

test('a text cannot end the script around it, nor a line of it', () => {
  const nasty = '</script><!-- \u2028 \u2029 \' " ` $1 \\ \n \0'
  const text = toLiteral(nasty)
  expect(text).not.toMatch(/<\/script|<!--|[\u2028\u2029\n\0]/)
  expect(evaluate(text)).toBe(nasty)
})

test('a short object is one line, a long one takes a line for each part', () => {
  expect(toLiteral({ width: 64, list: ['a'], gone: undefined, 'two words': true })).toBe(
    "{ width: 64, list: ['a'], 'two words': true }",
  )
  expect(toLiteral({ a: 'x'.repeat(60), b: 'y'.repeat(60) })).toBe(
    `{\n  a: '${'x'.repeat(60)}',\n  b: '${'y'.repeat(60)}',\n}`,
  )
})

test('code stands as it is, short where name and code are the same', () => {
  expect(toLiteral({ apiKey: code('apiKey'), signal: code('mine') })).toBe('{ apiKey, signal: mine }')
})

test('a call without options has none', () => {
  expect(toCall('speak', 'Hi', { voice: undefined })).toBe("speak('Hi')")
  expect(toCall('speak', 'Hi', { voice: 'nova' })).toBe("speak('Hi', { voice: 'nova' })")
})
