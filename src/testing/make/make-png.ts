import { type Bytes, concat, encode } from '../bytes.ts'
import { deflate } from './deflate.ts'

/** A PNG of up to 256 colours: `paint` fills one row with numbers of the palette (three bytes for each colour). */
export function makePng(
  width: number,
  height: number,
  palette: Uint8Array,
  paint: (row: Uint8Array, y: number) => void,
): Bytes {
  const stride = width + 1
  const rows = new Uint8Array(stride * height)
  for (let y = 0; y < height; y++) paint(rows.subarray(y * stride + 1, (y + 1) * stride), y)
  const head = new Uint8Array(13)
  const view = new DataView(head.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  head.set([8, 3, 0, 0, 0], 8) // 8 bits, palette, deflate, filters, not interlaced
  const table = makeCrcTable()
  return concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    makeChunk('IHDR', head, table),
    makeChunk('PLTE', palette, table),
    makeChunk('IDAT', deflate(rows, stride), table),
    makeChunk('IEND', new Uint8Array(0), table),
  ])
}

function makeChunk(name: string, data: Uint8Array, table: Uint32Array): Bytes {
  const chunk = new Uint8Array(data.length + 12)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, data.length)
  chunk.set(encode(name), 4)
  chunk.set(data, 8)
  let crc = 0xffffffff
  for (let at = 4; at < data.length + 8; at++) crc = (table[(crc ^ (chunk[at] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8)
  view.setUint32(data.length + 8, ~crc >>> 0)
  return chunk
}

function makeCrcTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, n) => {
    for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1
    return n
  })
}
