import { expect, test, vi } from 'vitest'
import { type Field, multipart } from '../../../src/media/multipart.ts'

const boundaryOf = ({ headers }: { headers?: Record<string, string> }) =>
  /boundary=([\w-]{1,70})$/.exec(headers?.['content-type'] ?? '')?.[1] as string
const textOf = (fields: readonly Field[]) => multipart(fields).then(({ body }) => (body as Blob).text())
const file = (text: string, type = 'audio/wav') => new Blob([text], { type })

test('the same form is the same request, and nothing is drawn for it', async () => {
  const random = vi.spyOn(Math, 'random')
  const draw = vi.spyOn(crypto, 'getRandomValues')
  const fields = () =>
    [
      ['file', file('abc'), 'a.wav'],
      ['model', 'whisper'],
      ['n', 1],
      ['none', undefined],
    ] as const
  const [first, second] = [await multipart(fields()), await multipart(fields())]
  expect(first.headers).toEqual(second.headers)
  expect(await (first.body as Blob).text()).toBe(await (second.body as Blob).text())
  expect([random.mock.calls, draw.mock.calls]).toEqual([[], []])
  vi.restoreAllMocks()
})

test('whatever differs in a form makes another boundary', async () => {
  const large = 'x'.repeat(9_000_000)
  const forms: Field[][] = [
    [['file', file('abc'), 'a.wav']],
    [['file', file('abd'), 'a.wav']],
    [['file', file('abc', 'audio/mpeg'), 'a.wav']],
    [['file', file('abc'), 'b.wav']],
    [['image', file('abc'), 'a.wav']],
    [
      ['file', file('abc'), 'a.wav'],
      ['model', 'a'],
    ],
    [
      ['file', file('abc'), 'a.wav'],
      ['model', 'b'],
    ],
    [['file', file(`${large}a`), 'a.wav']],
    [['file', file(`${large}b`), 'a.wav']],
    [['file', file(`a${large}`), 'a.wav']],
    [],
  ]
  const boundaries = await Promise.all(forms.map(async (form) => boundaryOf(await multipart(form))))
  expect(new Set(boundaries).size).toBe(forms.length)
  // Digested by steps, so that a large file is not in memory at once.
  const digest = vi.spyOn(crypto.subtle, 'digest')
  await multipart([['file', file(large), 'a.wav']])
  const sizes = digest.mock.calls.map(([, bytes]) => bytes.byteLength)
  expect(sizes.length).toBe(3)
  expect(Math.max(...sizes)).toBeLessThan(4_200_000)
  vi.restoreAllMocks()
})

test('a file that holds the boundary of the form without that part adds no field', async () => {
  let text = 'abc'
  for (let turn = 0; turn < 5; turn++) {
    const boundary = boundaryOf(await multipart([['file', file(text), 'a.wav']]))
    text += `\r\n--${boundary}\r\nContent-Disposition: form-data; name="model"\r\n\r\nother\r\n`
  }
  const { headers, body } = await multipart([['file', file(text), 'a.wav']])
  const form = await new Response(body as Blob, { headers: headers as Record<string, string> }).formData()
  expect([...form.keys()]).toEqual(['file'])
  expect(await (form.get('file') as File).text()).toBe(text)
})

test('a type with line breaks cannot break into the head of its part', async () => {
  class Odd extends Blob {
    override get type() {
      return 'audio/wav\r\nX-Own: 1\r\n\r\n'
    }
  }
  const text = await textOf([['file', new Odd(['abc']), 'a.wav']])
  expect(text).not.toContain('X-Own')
  expect(text).toContain('\r\nContent-Type: application/octet-stream\r\n\r\nabc')
  expect(await textOf([['file', file('abc', 'audio/webm; codecs="opus"'), 'a']])).toContain(
    '\r\nContent-Type: audio/webm; codecs="opus"\r\n',
  )
})

test('without a digest, as on a page that came by http:, there is a form too', async () => {
  vi.stubGlobal('crypto', undefined)
  const { headers, body } = await multipart([['file', file('abc'), 'a.wav']])
  vi.unstubAllGlobals()
  const form = await new Response(body as Blob, { headers: headers as Record<string, string> }).formData()
  expect(await (form.get('file') as File).text()).toBe('abc')
})
