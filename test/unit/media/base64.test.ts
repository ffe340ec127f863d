import { expect, test, vi } from 'vitest'
import { toBase64, toDataUrl } from '../../../src/index.ts'
import { fromBase64 } from '../../../src/media/base64.ts'

const bytes = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 167 + (at >> 8)) % 256)

test.each([0, 1, 2, 3, 4, 255, 256, 257, 24_575, 24_576, 24_577, 49_152, 65_536, 100_001])(
  'the base64 of %i bytes is that of the platform',
  async (length) => {
    const data = bytes(length)
    expect(await toBase64(new Blob([data]))).toBe(Buffer.from(data).toString('base64'))
  },
)

test('every value of a byte survives', async () => {
  const all = Uint8Array.from({ length: 256 }, (_, at) => at)
  expect(Buffer.from(await toBase64(new Blob([all])), 'base64')).toEqual(Buffer.from(all))
})

test('some megabytes are no trouble', async () => {
  const data = bytes(5_000_000)
  expect(await toBase64(new Blob([data]))).toBe(Buffer.from(data).toString('base64'))
})

test('a data URL has the type of the Blob, or the one for bytes of any kind', async () => {
  expect(await toDataUrl(new Blob(['hi'], { type: 'text/plain' }))).toBe('data:text/plain;base64,aGk=')
  expect(await toDataUrl(new Blob(['hi']))).toBe('data:application/octet-stream;base64,aGk=')
  expect(await toDataUrl(new File(['hi'], 'a.svg', { type: 'image/svg+xml' }))).toBe('data:image/svg+xml;base64,aGk=')
  expect(await toDataUrl(new Blob([]))).toBe('data:application/octet-stream;base64,')
})

test('a data URL can be fetched back', async () => {
  const data = bytes(1000)
  const response = await fetch(await toDataUrl(new Blob([data], { type: 'image/webp' })))
  expect(response.headers.get('content-type')).toBe('image/webp')
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(data)
})

test.each([0, 1, 2, 3, 4, 255, 256, 100_001])('%i bytes are read from base64 in each of its forms', (length) => {
  const data = Buffer.from(bytes(length))
  const base64 = data.toString('base64')
  const forms = [
    base64,
    base64.replace(/=+$/, ''),
    data.toString('base64url'),
    base64.replace(/.{76}/g, '$&\r\n'),
    `data:image/png;base64,${base64}`,
    ` data:;base64,${data.toString('base64url')}\n`,
  ]
  for (const form of forms) expect(Buffer.compare(Buffer.from(fromBase64(form)), data)).toBe(0)
})

test.each(['%%%', 'a', 'aGk==', 'a=Gk', 'https://a.example/', 'data:image/png;base64', 'aGk,'])(
  'what is not base64 throws: %s',
  (text) => {
    expect(() => fromBase64(text)).toThrow(DOMException)
  },
)

test('no function is called for each letter of base64', () => {
  const data = bytes(3_000_000)
  const from = vi.spyOn(Uint8Array, 'from')
  expect(Buffer.compare(Buffer.from(fromBase64(Buffer.from(data).toString('base64'))), Buffer.from(data))).toBe(0)
  expect(from).not.toHaveBeenCalled()
  vi.restoreAllMocks()
})
