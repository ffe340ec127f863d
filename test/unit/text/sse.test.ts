import { describe, expect, test } from 'vitest'
import { sseReader } from '../../../src/text/sse.ts'
import { DONE, END, say, stop } from './chunks.ts'
import { HOSTS, open, openChat } from './hosts.ts'
import { readAll } from './read-all.ts'
import { STALL, serve } from './serve.ts'

const encoder = new TextEncoder()

/** A reader that parses JSON, and what was offered to it. */
function watch() {
  const offered: string[] = []
  const taken: unknown[] = []
  const reader = sseReader(
    (data) => {
      offered.push(data)
      try {
        taken.push(JSON.parse(data))
        return true
      } catch {
        return false
      }
    },
    (text) => text,
  )
  const feed = (text: string) => reader.feed(encoder.encode(text))
  return { ...reader, feed, offered, taken }
}

describe('the work on an event in many data lines', () => {
  const LINES: Record<string, readonly [line: string, value: (count: number) => unknown]> = {
    'with one number each': ['data:,1', (count) => [0, ...Array(count).fill(1)]],
    'that are empty': ['data:', () => [0]],
    'that are blank': ['data: \t ', () => [0]],
    'with a comment behind each': ['data:,1\n: still here', (count) => [0, ...Array(count).fill(1)]],
    'with another field behind each': ['data:,1\nid: 7', (count) => [0, ...Array(count).fill(1)]],
  }
  const ENDINGS = { LF: '\n', CRLF: '\r\n', CR: '\r' }
  const cases = Object.keys(LINES).flatMap((what) => Object.keys(ENDINGS).map((ending) => ({ what, ending })))

  test.for(cases)('lines $what, by $ending, are offered once', ({ what, ending }) => {
    const [line, value] = LINES[what] as (typeof LINES)[string]
    for (const count of [1, 50, 5000]) {
      const reader = watch()
      const text = `data: [0\n${`${line}\n`.repeat(count)}data: ]\n\n`.replaceAll('\n', ENDINGS[ending as 'LF'])
      reader.feed(text)
      expect(reader.taken).toEqual([value(count)])
      // The first line alone might have been the whole event.
      expect(reader.offered).toHaveLength(2)
      expect(reader.end()).toBe(true)
    }
  })

  test('an event that never becomes complete is offered once, too', () => {
    const reader = watch()
    reader.feed(`data: {"a":\n${'data: x\n'.repeat(5000)}`)
    expect(reader.offered).toHaveLength(1)
    expect(() => reader.feed('\n')).toThrow('broken event')
    expect(reader.offered).toHaveLength(2)
  })

  test('complete lines are offered at once, without a blank line', () => {
    const reader = watch()
    reader.feed('data: {"a":1}\ndata: {"b":2}\n')
    expect(reader.taken).toEqual([{ a: 1 }, { b: 2 }])
  })

  test('the lines that are kept are offered at the end of the body', () => {
    for (const [last, whole] of [
      ['data: ]', true],
      ['data: ]\n', true],
      ['data: ,2', false],
    ] as const) {
      const reader = watch()
      reader.feed(`data: [1\n${last}`)
      expect(reader.end()).toBe(whole)
      expect(reader.taken).toEqual(whole ? [[1]] : [])
    }
    const reader = watch()
    reader.feed('data: [1\ndata: ,2\n')
    expect(() => reader.end()).toThrow('broken event')
  })
})

test.for(HOSTS)('an event in many lines is handed out, whatever happens behind it, on %s', async (host) => {
  const event = `data: {"choices":[\ndata: ${JSON.stringify({ delta: { content: 'Once ' } })}\ndata: ]}\n`
  const broken = [new TypeError('terminated'), STALL]
  for (const last of broken) {
    const stream = open(host, serve({ steps: [event, last] }), { maxRetries: 0, stallTimeout: 20 })
    const { text, error } = await readAll(stream)
    expect(text).toBe('Once ')
    expect(error).toMatchObject({ name: 'StreamError', partial: 'Once ' })
  }
  expect((await readAll(open(host, serve({ steps: [event, '\n', END] })))).text).toBe('Once ')
})

test.for(HOSTS)('an error in many lines is `provider`, also when the connection dies in it, on %s', async (host) => {
  const said = 'data: {"error":{\ndata: "message":"The model fell over"\ndata: }}\n'
  for (const steps of [
    [say('Hi'), `event: error\n${said}\n`],
    [say('Hi'), `${said}event: error\n\n`],
    [say('Hi'), said, new TypeError('terminated')],
  ]) {
    const { text, error } = await readAll(open(host, serve({ steps }), { maxRetries: 0 }))
    expect(text).toBe('Hi')
    expect(error).toMatchObject({ code: 'provider', partial: 'Hi' })
    expect((error as Error).message).toContain('The model fell over')
  }
})

const MB = 'x'.repeat(2 ** 20)

describe('a line or an event of over 64 MB', () => {
  const ENDLESS: Record<string, readonly [first: string, chunk: string]> = {
    'a data line': ['data: {"a":"', MB],
    'a comment': [': ', MB],
    'another field': ['id: ', MB],
    'an event of short data lines': ['data: {"a":[1\n', `data:${',1'.repeat(500)}\n`.repeat(1040)],
    'an event of empty data lines and comments': ['data: {"a":[1\n', `data:\n: ${MB.slice(0, 1000)}\n`.repeat(1040)],
    'an event of long data lines': ['data: {"a":[1\n', `data:,"${MB}"\n`],
    'an event with comments in it': ['data: {"a":[1\n', `: ${MB}\n`],
  }
  test.for(Object.entries(ENDLESS))('%s is `too_large`', ([, [first, chunk]]) => {
    const reader = watch()
    reader.feed(first)
    let fed = 0
    const feed = () => {
      for (; fed < 80; fed++) reader.feed(chunk)
    }
    let error: unknown
    try {
      feed()
    } catch (thrown) {
      error = thrown
    }
    expect(error).toMatchObject({ name: 'StreamError', code: 'too_large', retryable: false })
    expect(fed).toBeGreaterThanOrEqual(62)
    expect(fed).toBeLessThanOrEqual(67)
  })

  test('many lines, comments and events of over 64 MB together are read', () => {
    const reader = watch()
    const line = `data: {"a":1}\n: ${MB}\n\nid: ${MB}\n`
    for (let count = 0; count < 40; count++) reader.feed(line)
    expect(reader.taken).toHaveLength(40)
  })

  test('the error has what came before it, and the connection is closed', async () => {
    const bytes = encoder.encode(MB)
    const endless = Array.from({ length: 70 }, () => bytes)
    const served = serve({ steps: [say('Once ') + say('upon'), 'data: {"a":"', ...endless, STALL] })
    const stream = openChat('gen', served)
    const { text, error } = await readAll(stream)
    expect(text).toBe('Once upon')
    expect(error).toMatchObject({ name: 'StreamError', code: 'too_large', partial: 'Once upon', retryable: false })
    expect(served).toMatchObject({ closed: 1, requests: { length: 1 } })
    expect(served.pulls).toBeLessThan(70)
    await expect(stream.result()).rejects.toBe(error)
  })
})

test('a BOM before a single line without an end is no part of it', async () => {
  const line = `\ufeffdata: ${JSON.stringify({ choices: [{ delta: { content: 'Hi' }, finish_reason: 'stop' }] })}`
  const { text, error } = await readAll(open('gen', serve({ steps: [line] })))
  expect([text, error]).toEqual(['Hi', undefined])
  expect((await readAll(open('gen', serve({ steps: [`${line}\n\n`, DONE] })))).text).toBe('Hi')
  const inside = '\ufeffone\ufeff'
  expect((await readAll(open('gen', serve({ steps: [say(inside), '\ufeff', say('two'), stop()] })))).text).toContain(
    'one',
  )
})
