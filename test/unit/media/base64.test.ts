import { expect, test } from 'vitest'
import { toBase64, toDataUrl } from '../../../src/index.ts'

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
