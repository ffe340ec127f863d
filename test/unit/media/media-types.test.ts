import { describe, expect, test } from 'vitest'
import { generateImage, generateVideo, speak, streamSpeech, toDataUrl } from '../../../src/index.ts'
import { failureOf } from '../helpers/failure.ts'
import { latin } from '../helpers/media.ts'
import { KEY } from '../helpers/routes.ts'

type Body = string | Uint8Array<ArrayBuffer>
const answering = (body: Body, type: string) => ({
  apiKey: KEY,
  maxRetries: 0,
  fetch: async () => new Response(body, { headers: { 'content-type': type } }),
})
const image = (body: Body, type: string) => generateImage('a fox', answering(body, type))
const unknown = latin('\x01\x02\x03\x04\xfe\xff\0')

describe('a type that no media type can be', () => {
  test.each([
    'image/"><script>',
    'image/svg+xml,<svg onload=alert(1)>//',
    'image/',
    'image',
    'image/a b',
    "image/'onload='alert(1)",
    'image/png/x',
    'image/&lt;',
  ])('%s is ignored', async (type) => {
    expect(await failureOf(image(unknown, type))).toMatchObject({ name: 'APIError', code: 'unexpected_content' })
    expect((await image('GIF89a\x01\0', type)).mediaType).toBe('image/gif')
  })

  test('is ignored for audio and video too', async () => {
    expect((await failureOf(speak('Hi', answering(unknown, 'audio/"><b>')))).code).toBe('unexpected_content')
    expect((await failureOf(generateVideo('Hi', answering(unknown, 'video/"><b>')))).code).toBe('unexpected_content')
  })

  test.each(['image/x-odd', 'image/vnd.ms-photo', 'IMAGE/HEIC; q=1', 'image/x-icon ; a="b"'])(
    '%s is a type',
    async (type) => {
      const { mediaType, blob } = await image(unknown, type)
      expect([mediaType, blob.type]).toEqual(Array(2).fill(type.replace(/ ?;.*/, '').toLowerCase()))
    },
  )
})

describe('text', () => {
  const texts = [
    'upstream connect error or disconnect',
    'Not found',
    'error',
    'Fehler: nicht verfügbar\r\n\ttry again',
    '狐は眠っています、またどうぞ',
    '{"error":"no"}',
    ' \n[1]',
    '<!doctype html><p>no',
    '\n  <!-- a page --> <!-- of errors -->\n<html><body>no',
    '\ufeff<!DOCTYPE html>no',
    'x'.repeat(5000),
  ]
  test.each(texts)('%j is not an image, whatever its type says', async (text) => {
    for (const type of ['image/jpeg', 'image/png', 'image/webp', 'image/svg+xml'])
      expect(await failureOf(image(text, type))).toMatchObject({ name: 'APIError', code: 'unexpected_content' })
  })

  test('is what the error says', async () => {
    expect((await failureOf(image('upstream connect error', 'image/jpeg'))).message).toContain('upstream connect error')
  })

  test('is neither audio nor video', async () => {
    const text = 'upstream connect error or disconnect'
    expect((await failureOf(speak('Hi', answering(text, 'audio/mpeg')))).code).toBe('unexpected_content')
    expect((await failureOf(generateVideo('Hi', answering(text, 'video/mp4')))).code).toBe('unexpected_content')
    const reader = streamSpeech('Hi', answering(text, 'audio/mpeg')).getReader()
    expect((await failureOf(reader.read())).code).toBe('unexpected_content')
  })

  test('is what raw samples may look like', async () => {
    expect((await speak('Hi', answering('abcdefgh', 'audio/pcm'))).mediaType).toBe('audio/pcm')
  })
})

test('a stream of sound may begin with any part of its head', async () => {
  const bytes = latin('RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0')
  for (let length = 1; length < bytes.length; length++) {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(bytes.slice(0, length))
        controller.enqueue(bytes.slice(length))
        controller.close()
      },
    })
    const options = {
      ...answering('', ''),
      fetch: async () => new Response(body, { headers: { 'content-type': 'audio/wav' } }),
    }
    const all = await new Response(streamSpeech('Hi', options)).arrayBuffer()
    expect(new Uint8Array(all)).toEqual(bytes)
  }
})

test.each([
  ['ICO', latin('\0\0\x01\0\x01\0')],
  ['BMP', latin('BM\x46\0\0\0')],
  ['TIFF', latin('II*\0\x08\0\0\0')],
  ['TGA', latin('\0\0\x02\0\0\0\0\0')],
  ['HEIC in a box that nobody knows', latin('\0\0\0\x18jP  \r\n\x87\n')],
  ['JPEG XL', latin('\xff\x0a\x01\x02')],
  ['SVG behind a long comment', `<?xml version="1.0"?><!-- ${'a long comment '.repeat(99)} --><svg/>`],
])('an image that is not known by its bytes is one by its header: %s', async (_what, bytes) => {
  expect((await image(bytes, 'image/svg+xml')).mediaType).toBe('image/svg+xml')
})

test.each([
  'image/svg+xml,<svg onload=alert(1)>//',
  'image/"><script>',
  'text/html;charset=utf-8,<script>',
  "image/png'x",
  'image/png#x',
  'image/png;a="b,c"',
  'image',
  '/',
  'a/b?c',
])('toDataUrl: a type that could end the head of the URL is left out: %s', async (type) => {
  expect(await toDataUrl(new Blob(['hi'], { type }))).toBe('data:application/octet-stream;base64,aGk=')
})

test.each(['image/svg+xml', 'text/plain;charset=utf-8', 'audio/webm;codecs=opus', 'application/vnd.ms-excel'])(
  'toDataUrl: %s stays',
  async (type) => {
    expect(await toDataUrl(new Blob(['hi'], { type }))).toBe(`data:${type};base64,aGk=`)
  },
)
