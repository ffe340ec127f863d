import { type Bytes, concat, encode } from '../bytes.ts'

const TIMESCALE = 1000

/** A film that shows one PNG for so many seconds: an MP4 whose only sample is the picture. */
export function makeMp4(picture: Bytes, width: number, height: number, seconds: number): Bytes {
  const duration = Math.round(seconds * TIMESCALE)
  const ftyp = box('ftyp', encode('isom'), u32(0x200), encode('isomiso2mp41'))
  const dataAt = ftyp.length + makeMoov(picture.length, width, height, duration, 0).length + 8
  return concat([ftyp, makeMoov(picture.length, width, height, duration, dataAt), box('mdat', picture)])
}

function makeMoov(size: number, width: number, height: number, duration: number, dataAt: number): Bytes {
  const matrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
  const entry = box(
    'png ',
    ...[
      u32(0, 1),
      u32(0, 0, 0, 0),
      u16(width, height),
      u32(0x480000, 0x480000, 0),
      u16(1),
      new Uint8Array(32),
      u16(24, 0xffff),
    ],
  )
  const table = box(
    'stbl',
    box('stsd', u32(0, 1), entry),
    box('stts', u32(0, 1, 1, duration)),
    box('stsc', u32(0, 1, 1, 1, 1)),
    box('stsz', u32(0, size, 1)),
    box('stco', u32(0, 1, dataAt)),
  )
  const handler = box('hdlr', u32(0, 0), encode('vide'), u32(0, 0, 0), encode('video\0'))
  const place = box('dinf', box('dref', u32(0, 1), box('url ', u32(1))))
  const media = box(
    'mdia',
    box('mdhd', u32(0, 0, 0, TIMESCALE, duration), u16(0x55c4, 0)),
    handler,
    box('minf', box('vmhd', u32(1, 0, 0)), place, table),
  )
  const track = box('tkhd', u32(3, 0, 0, 1, 0, duration, 0, 0), u16(0, 0, 0, 0), matrix, u32(width << 16, height << 16))
  const movie = box(
    'mvhd',
    u32(0, 0, 0, TIMESCALE, duration, 0x10000),
    u16(0x100, 0),
    u32(0, 0),
    matrix,
    u32(0, 0, 0, 0, 0, 0, 2),
  )
  return box('moov', movie, box('trak', track, media))
}

function box(name: string, ...parts: readonly Uint8Array[]): Bytes {
  const size = parts.reduce((sum, part) => sum + part.length, 8)
  return concat([u32(size), encode(name), ...parts])
}

function u32(...numbers: readonly number[]): Bytes {
  const bytes = new Uint8Array(numbers.length * 4)
  const view = new DataView(bytes.buffer)
  numbers.forEach((number, at) => {
    view.setUint32(at * 4, number)
  })
  return bytes
}

function u16(...numbers: readonly number[]): Bytes {
  return Uint8Array.from(numbers.flatMap((number) => [number >> 8, number & 0xff]))
}
