// All work on the text of a service is linear in its length. Counted: the characters that are parsed and searched.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type APIError, generateObject, streamObject } from '../../../src/index.ts'
import { growingObject } from '../../../src/object/growing-object.ts'
import { jsonReader } from '../../../src/object/partial-json.ts'
import { failureOf, rejectionOf } from '../helpers/failure.ts'
import { KEY } from '../helpers/routes.ts'
import { chatReply, stub } from '../helpers/stub.ts'
import { END, say } from '../text/chunks.ts'
import { serve } from '../text/serve.ts'
import { handMade } from './schemas.ts'

afterEach(() => vi.restoreAllMocks())

const same = (text: string) => text
const pieces = (text: string, size = 4) => text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
const rows = (length: number) => {
  const list: object[] = []
  for (let size = 0; size < length; size += 22) list.push({ id: list.length, n: 'abcdef' })
  return JSON.stringify({ list })
}

/** Reads a text that grows, as a stream does. Gives how many objects there were, and how many characters were parsed. */
function grow(text: string, size?: number) {
  const parse = vi.spyOn(JSON, 'parse')
  const read = growingObject(same)
  const seen: unknown[] = []
  let length = 0
  for (const piece of pieces(text, size)) {
    length += piece.length
    const value = read(text.slice(0, length))
    if (value !== seen.at(-1)) seen.push(value)
  }
  const whole = read(text, true)
  const parsed = parse.mock.calls.reduce((sum, [json]) => sum + json.length, 0)
  parse.mockRestore()
  return { seen, whole, parsed }
}

describe('an object that grows', () => {
  test.each([
    ['many small items', rows],
    ['one long string', (length: number) => JSON.stringify({ a: 'x'.repeat(length) })],
    ['a string of escapes', (length: number) => `{"a":"${'\\n'.repeat(length / 2)}"}`],
    ['many names', (length: number) => `{${Array.from({ length: length / 12 }, (_, at) => `"n${at}":true`)}}`],
    ['words without JSON', (length: number) => 'word '.repeat(length / 5)],
    ['blanks', (length: number) => ' '.repeat(length)],
    ['a fence behind many words', (length: number) => `${'word '.repeat(length / 10)}\`\`\`json\n${rows(length / 2)}`],
  ])('%s: twice the text, about twice the work', (_what, make) => {
    const [small, large] = [grow(make(100_000)), grow(make(200_000))]
    expect(large.parsed).toBeLessThan(2.5 * Math.max(small.parsed, 1000))
    expect(small.parsed).toBeLessThan(400 * 100_000)
  })

  test('up to some kilobytes it is new with each piece, then with each part of its length, and whole in the end', () => {
    const text = rows(60_000)
    const { seen, whole } = grow(text)
    expect(whole).toEqual(JSON.parse(text))
    const sizes = seen.map((value) => JSON.stringify(value ?? '').length)
    // While it is small some text is missing no longer than a piece, and later no longer than one part in sixty-four.
    for (const [at, size] of sizes.entries()) {
      const step = size - (sizes[at - 1] ?? 0)
      expect(step).toBeLessThan(40 + Math.max(0, size - 8192) / 60)
    }
    expect(seen.length).toBeGreaterThan(1500)
    expect(seen.length).toBeLessThan(3500)
  })

  test('what was handed out stays as it was', () => {
    const { seen } = grow(rows(3000))
    const kept = seen.map((value) => JSON.stringify(value))
    for (const value of seen.slice(0, -1) as { list?: unknown[] }[]) value?.list?.push('changed')
    expect(JSON.stringify(seen.at(-1))).toBe(kept.at(-1))
  })
})

test('a stream: the loop and `partial` at each piece parse a long answer a fixed number of times', async () => {
  const text = rows(40_000)
  const { fetch } = serve({ steps: [pieces(text).map(say).join('') + END] })
  const parse = vi.spyOn(JSON, 'parse')
  const stream = streamObject('x', { schema: {}, apiKey: KEY, fetch })
  let count = 0
  for await (const _ of stream) if (stream.partial) count++
  // The events have their own JSON, of a fixed size for each piece.
  const parsed = parse.mock.calls.map(([json]) => json.length).filter((length) => length > 300)
  expect(parsed.reduce((sum, length) => sum + length, 0)).toBeLessThan(2 * 600 * text.length)
  expect(count).toBeGreaterThan(1000)
  expect(stream.partial).toEqual(JSON.parse(text))
  expect((await stream.result()).object).toEqual(JSON.parse(text))
})

test.each(['an error', 'break', 'an abort'])('`partial` has all that came of a long answer after %s', async (how) => {
  const text = rows(40_000)
  const controller = new AbortController()
  const cut = text.slice(0, text.lastIndexOf('}', 30_000) + 1)
  const { fetch } = serve({ steps: [...pieces(cut, 50).map(say)] })
  const stream = streamObject('x', { schema: {}, apiKey: KEY, fetch, signal: controller.signal })
  const last = JSON.parse(`${cut}]}`)
  try {
    const seen = new Set<unknown>()
    for await (const partial of stream) {
      seen.add(stream.partial)
      if (how === 'break' && JSON.stringify(partial).length > 20_000) break
      if (how === 'an abort' && JSON.stringify(partial).length > 20_000) controller.abort()
    }
  } catch {}
  const found = stream.partial as { list: unknown[] }
  if (how === 'an error') expect(found).toEqual(last)
  else expect(last.list.slice(0, found.list.length - 1)).toEqual(found.list.slice(0, -1))
  expect(JSON.stringify(found).length).toBeGreaterThan(20_000)
})

describe('depth', () => {
  const DEPTH = 160_000

  test.each(['[1,', '[', '{"a":', '[{"a":1,"b":'])('%s, many times: each bracket is looked at once', (open) => {
    const closers = vi.spyOn(Array.prototype, 'pop')
    const text = open.repeat(DEPTH)
    const json = jsonReader(same).read(text)
    expect(json.length).toBeGreaterThan(DEPTH)
    expect(json.length).toBeLessThan(3 * text.length)
    expect(closers).not.toHaveBeenCalled()
    const whole = `${text}1${[...open.replace(/[^[{]/g, '')]
      .reverse()
      .map((mark) => (mark === '[' ? ']' : '}'))
      .join('')
      .repeat(DEPTH)}`
    const reader = jsonReader(same)
    expect(reader.read(whole)).toBe(whole)
    expect(reader.whole).toBe(true)
  })

  test('a stream and a fence that are nested deep are read', async () => {
    const deep = `${'[1,'.repeat(DEPTH)}1${']'.repeat(DEPTH)}`
    const { fetch } = serve({ steps: [say('[1,'.repeat(DEPTH)), END] })
    const stream = streamObject('x', { schema: {}, apiKey: KEY, fetch })
    for await (const partial of stream) {
      expect(Array.isArray(partial)).toBe(true)
      break
    }
    const { object } = await generateObject('x', {
      schema: {},
      apiKey: KEY,
      fetch: stub(chatReply(`\`\`\`\n${deep}\n\`\`\``)),
    })
    expect(Array.isArray(object)).toBe(true)
  })

  test.each([
    ['with an escape', `${'["\\u0041",'.repeat(DEPTH)}1${']'.repeat(DEPTH)}`],
    ['with an escape, in a fence', `\`\`\`json\n${'["\\\\u0041",'.repeat(DEPTH)}1${']'.repeat(DEPTH)}\n\`\`\``],
    ['without an end', '['.repeat(DEPTH)],
  ])('what cannot be read is a typed error: %s', async (_what, text) => {
    const settled = await generateObject('x', { schema: {}, apiKey: KEY, fetch: stub(chatReply(text)) }).catch(
      (error) => error,
    )
    // An engine that can read it may.
    if (!('object' in settled)) expect(settled).toMatchObject({ name: 'APIError', code: 'invalid_object' })
  })

  test('a schema that cannot go so deep is a typed error', async () => {
    const validate = (value: unknown): never => {
      const walk = (part: unknown): number => (Array.isArray(part) ? 1 + walk(part[0]) : 0)
      throw new Error(`no error at ${walk(value)}`)
    }
    const schema = handMade(validate, { jsonSchema: { input: () => ({}), output: () => ({}) } })
    const text = '['.repeat(DEPTH) + ']'.repeat(DEPTH)
    const error = await failureOf(generateObject('x', { schema, apiKey: KEY, fetch: stub(chatReply(text)) }))
    expect(error).toMatchObject({
      name: 'APIError',
      code: 'invalid_object',
      issues: [{ message: 'it is nested too deep' }],
    })
  })
})

test('two words behind each other are not one number', async () => {
  for (const text of ['```\n[1 2]\n```', '```\n{"a":1 2}\n```', '```\n[tr ue]\n```'])
    expect((await failureOf(generateObject('x', { schema: {}, apiKey: KEY, fetch: stub(chatReply(text)) }))).code).toBe(
      'invalid_object',
    )
})

test('the message of very many issues is bounded; the issues are all there', async () => {
  const issues = Array.from({ length: 100_000 }, (_, at) => ({
    message: `wrong ${'x'.repeat(at ? 5 : 5000)}`,
    path: ['list', at],
  }))
  const schema = handMade(() => ({ issues }), { jsonSchema: { input: () => ({}), output: () => ({}) } })
  const error = await rejectionOf(generateObject('x', { schema, apiKey: KEY, fetch: stub(chatReply('{}')) }))
  const { message, issues: found } = error as APIError
  expect(message.length).toBeLessThan(6000)
  expect(message).toContain('list.0: wrong')
  expect(found).toHaveLength(100_000)
})
