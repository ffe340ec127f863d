import { expect, test } from 'vitest'
import { generateImage, imageUrl, pollinations } from '../../../src/index.ts'
import { failureOf, thrownBy } from '../helpers/failure.ts'
import { KEY, own } from '../helpers/routes.ts'
import { pictureReply, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

const small = { width: 8, height: 8 }
const prompts: Record<string, string> = {
  words: 'a beautiful sunset',
  slashes: 'and/or, either\\or //x// ../y',
  'a path upwards': 'a/../../b',
  quotes: `"it's" \`so\` 'so' “so” «so»`,
  'signs of a URL': 'a?b=c&d#e;f=g:h@i+j,k$l=!m*n(o)~p',
  'a plus and blanks': '  1 + 1 = 2  ',
  newlines: 'roses\nviolets\r\n\ttabs',
  emoji: '👩‍👩‍👧‍👦 🏳️‍🌈 🦊 👍🏽 1️⃣',
  'right to left': 'שלום עולם — مرحبا بالعالم',
  'Chinese and Japanese': '雪の中の赤い狐 — 紅狐',
  'Devanagari and Thai': 'नमस्ते दुनिया สวัสดีชาวโลก',
  'combining marks': 'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞',
  'control letters': 'a\u0000b\u0007c\u001b[31md\u007f',
  'a byte order mark and odd blanks': '\ufeffa\u00a0b\u2028c\u2029d\u200be\u3000f',
  'the last character': '\u{10ffff} \uffff',
  markup: '<img src=x onerror=alert(1)>&amp;<!-- -->',
  JSON: '{"prompt": "a fox", "n": [1, 2]}',
  'three dots': '...',
  'a dot and a word': './fox',
}

test.each(Object.keys(prompts))('any text works: %s', async (name) => {
  const prompt = prompts[name] as string
  for (const options of [{}, { apiKey: KEY }]) {
    const emulator = emulate()
    await generateImage(prompt, { ...small, ...options })
    const { url, body } = emulator.requests[0] ?? { url: '', body: '' }
    const path = new URL(url).pathname.replace(/^\/(prompt|image)\//, '')
    expect(body ? JSON.parse(body).prompt : decodeURIComponent(path)).toBe(prompt)
  }
  const address = imageUrl(prompt)
  expect(address).toMatch(/^[\x21-\x7e]+$/)
  expect(decodeURIComponent(new URL(address).pathname.replace('/prompt/', ''))).toBe(prompt)
})

test('a prompt stands in the path as encodeURIComponent writes it', () => {
  expect(imageUrl('a/b c?d')).toContain('/prompt/a%2Fb%20c%3Fd?')
  expect(imageUrl("it's (so) !*~", { provider: pollinations() })).toContain(
    `/image/${encodeURIComponent("it's (so) !*~")}?`,
  )
})

test('a percent sign is encoded, not taken for an escape', async () => {
  const emulator = emulate()
  await generateImage('100 %25 %zz', small)
  expect(emulator.requests[0]?.url).toContain('/prompt/100%20%2525%20%25zz?')
})

const bad: [what: string, prompt: unknown][] = [
  ['empty', ''],
  ['blank', '   '],
  ['only line breaks', '\n\r\n\t'],
  ['only odd blanks', '\u00a0\u3000\u2003\ufeff'],
  ['missing', undefined],
  ['null', null],
  ['a number', 42],
  ['true', true],
  ['an object', { prompt: 'a fox' }],
  ['a list', ['a fox']],
  ['a function', () => 'a fox'],
  ['a String object', new String('a fox')],
  ['half of a surrogate pair at its end', 'a fox \ud83e'],
  ['half of a surrogate pair at its start', '\udd8a fox'],
  ['a surrogate pair the wrong way round', 'a \udd8a\ud83e fox'],
]
test.each(bad)('a prompt that is %s is invalid_prompt before any request', async (_what, prompt) => {
  const fetch = stub(pictureReply())
  for (const options of [{}, { apiKey: KEY }, { provider: own }, { provider: pollinations('https://proxy.example') }]) {
    const error = await failureOf(generateImage(prompt as string, { fetch, ...options }))
    expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_prompt'])
    expect(error.suggestion).not.toBe('')
    expect(error.message).not.toMatch(/[\r\n]/)
  }
  expect(fetch.asked).toEqual([])
  expect(thrownBy(() => imageUrl(prompt as string)).code).toBe('invalid_prompt')
})

test.each(['.', '..'])('the prompt %j is refused where no POST exists: a path cannot hold it', async (prompt) => {
  const fetch = stub(pictureReply())
  const error = await failureOf(generateImage(prompt, { fetch }))
  expect([error.code, fetch.asked.length]).toEqual(['invalid_prompt', 0])
  for (const options of [{}, { provider: pollinations() }, { publishableKey: 'pk_abc' }]) {
    expect(thrownBy(() => imageUrl(prompt, options)).code).toBe('invalid_prompt')
  }
})

test('a URL over 8,000 characters is refused where no POST exists, and one of 8,000 is not', async () => {
  const fetch = stub(pictureReply())
  const rest = imageUrl('x').length - 1
  const fits = 'x'.repeat(8000 - rest)
  expect(imageUrl(fits)).toHaveLength(8000)
  await generateImage(fits, { fetch })
  expect(fetch.asked[0]?.url).toHaveLength(8000)
  for (const prompt of [`${fits}x`, '狐'.repeat(900)]) {
    expect(thrownBy(() => imageUrl(prompt)).code).toBe('invalid_prompt')
    const error = await failureOf(generateImage(prompt, { fetch }))
    expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_prompt'])
    expect(error.message).toMatch(/8,?000/)
  }
  expect(fetch.asked).toHaveLength(1)
  expect(thrownBy(() => imageUrl('x'.repeat(8000), { provider: pollinations() })).code).toBe('invalid_prompt')
})

test('other texts in a URL must be whole as well', async () => {
  for (const options of [
    { negativePrompt: '\ud83e' },
    { referrer: '\ud83e' },
    { image: 'https://a.b/\ud83e' },
    { model: '\ud83e' },
  ]) {
    expect(thrownBy(() => imageUrl('fox', options)).code).toBe('invalid_option')
    const fetch = stub(pictureReply())
    expect((await failureOf(generateImage('fox', { ...options, fetch }))).code).toBe('invalid_option')
    expect(fetch.asked).toEqual([])
  }
})
