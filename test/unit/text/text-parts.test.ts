import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scrubber } from '../../../src/call/secret.ts'
import { textParts } from '../../../src/text/pieces.ts'
import { delta, END, say } from './chunks.ts'
import { open, openChat } from './hosts.ts'
import { SSE, serve } from './serve.ts'

const KEY = 'sk_test_1234567890'
const LONG_KEY = `sk_${'k'.repeat(16_000)}`

test('a key is cut out wherever it stands and however it is cut, and whenever the text is asked for', () => {
  const word = fc.oneof(fc.constantFrom(KEY, KEY.slice(0, 7), KEY.slice(7)), fc.string({ maxLength: 5 }))
  // Long stretches, so that the key stands at the places where the text is split inside.
  const stretch = fc.nat(20_000).map((length) => '.'.repeat(length))
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ arbitrary: word, weight: 4 }, stretch), { maxLength: 30 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
      (pieces, asks) => {
        const scrub = scrubber(KEY)
        const parts = textParts(scrub)
        for (const [at, piece] of pieces.entries()) {
          parts.add(piece)
          if (asks[at % asks.length]) expect(parts.text()).not.toContain(KEY)
        }
        expect(parts.text()).not.toContain(KEY)
        if (!asks.includes(true)) expect(parts.text()).toBe(scrub(pieces.join('')))
        if (!pieces.join('').includes(KEY)) expect(parts.text()).toBe(pieces.join(''))
      },
    ),
    { numRuns: 200 },
  )
})

test('a key of 16,000 characters in single characters is cut out', () => {
  const parts = textParts(scrubber(LONG_KEY))
  const text = `${'.'.repeat(40_000)}${LONG_KEY}${'.'.repeat(40_000)}`
  let asked = 0
  for (const character of text) {
    parts.add(character)
    if (++asked % 500 === 0) expect(parts.text().includes(LONG_KEY)).toBe(false)
  }
  expect(parts.text()).toBe(text.replace(LONG_KEY, '[key]'))
})

test('the text that is asked for at each piece is looked through a bounded number of times', () => {
  const work = (count: number): number => {
    let seen = 0
    const parts = textParts((text) => {
      seen += text.length
      return text
    })
    for (let piece = 0; piece < count; piece++) {
      parts.add('a few words, ')
      parts.text()
    }
    expect(parts.text()).toBe('a few words, '.repeat(count))
    return seen
  }
  const once = work(20_000)
  // Twice the text is twice the work, not four times.
  expect(work(40_000)).toBeLessThan(once * 2.5)
})

test('a text that nobody asks for is looked through in large pieces only', () => {
  let calls = 0
  const parts = textParts((text) => {
    calls++
    return text
  })
  for (let piece = 0; piece < 100_000; piece++) parts.add('word ')
  expect(calls).toBeLessThan(100)
  expect(parts.text()).toHaveLength(500_000)
})

describe('`partial` at each piece', () => {
  const options = { apiKey: KEY }
  test('has the text and the reasoning so far, without the key', async () => {
    const pieces = ['Your key is ', KEY.slice(0, 9), KEY.slice(9), ' and ', KEY, '.']
    const thoughts = pieces.map((text) => delta({ reasoning_content: text }))
    const stream = openChat('gen', serve({ steps: [...thoughts, ...pieces.map(say), END] }), options)
    let reasoning = ''
    let text = ''
    for await (const event of stream.events()) {
      if (event.type === 'reasoning') reasoning += event.text
      if (event.type === 'text') text += event.text
      const { partial } = stream
      expect(partial.text).toBe(text.replaceAll(KEY, '[key]'))
      expect(partial.reasoning ?? '').toBe(reasoning.replaceAll(KEY, '[key]'))
    }
    const whole = 'Your key is [key] and [key].'
    expect(await stream.result()).toMatchObject({ text: whole, reasoning: whole })
  })
})

test('while the first text is held back, the answer is looked at only when text or usage comes', async () => {
  const looks = async (thoughts: number): Promise<number> => {
    const steps = [say('x'), ...Array(thoughts).fill(delta({ reasoning: 't' })), END]
    const { fetch } = serve({ headers: { ...SSE, 'cache-control': 'private, no-store' }, steps })
    let looked = 0
    const watched = async (url: string, init?: RequestInit) => {
      const response = await fetch(url, init)
      const get = response.headers.get.bind(response.headers)
      response.headers.get = (name) => {
        if (/^cache-control$/i.test(name)) looked++
        return get(name)
      }
      return response
    }
    expect(await open('gen', { fetch: watched }).result()).toMatchObject({ text: 'x', reasoning: 't'.repeat(thoughts) })
    return looked
  }
  expect(await looks(500)).toBe(await looks(5))
})
