import { inflateSync } from 'node:zlib'

export interface Png {
  width: number
  height: number
  /** One number of the palette for each pixel. */
  rows: Uint8Array[]
  /** Three bytes for each colour. */
  palette: Uint8Array
}

/** Decodes a palette PNG with Node's own inflate, checking every length, checksum and filter on the way. */
export function decodePng(bytes: Uint8Array): Png {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (String.fromCharCode(...bytes.subarray(0, 8)) !== '\x89PNG\r\n\x1a\n') throw new Error('no PNG')
  const chunks = new Map<string, Uint8Array>()
  let at = 8
  while (at < bytes.length) {
    const length = view.getUint32(at)
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (view.getUint32(at + 8 + length) !== crc32(bytes.subarray(at + 4, at + 8 + length)))
      throw new Error(`${name}: wrong CRC`)
    chunks.set(name, bytes.subarray(at + 8, at + 8 + length))
    at += 12 + length
  }
  if (at !== bytes.length || !chunks.has('IEND')) throw new Error('chunks do not end where the file ends')
  const head = chunks.get('IHDR') ?? new Uint8Array(13)
  const [width, height] = [0, 4].map((from) => new DataView(head.buffer, head.byteOffset).getUint32(from)) as [
    number,
    number,
  ]
  const raw = inflateSync(chunks.get('IDAT') ?? new Uint8Array())
  if (raw.length !== (width + 1) * height) throw new Error('rows do not fill the picture')
  const palette = chunks.get('PLTE') ?? new Uint8Array()
  const rows = Array.from({ length: height }, (_, y) => raw.subarray(y * (width + 1), (y + 1) * (width + 1)))
  if (rows.some((row) => row[0] !== 0)) throw new Error('unknown filter')
  if (rows.some((row) => row.some((colour) => colour * 3 >= palette.length)))
    throw new Error('colour outside the palette')
  return { width, height, rows: rows.map((row) => row.subarray(1)), palette }
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return ~crc >>> 0
}

export interface Wav {
  rate: number
  seconds: number
  samples: Int16Array
}

/** Decodes a 16-bit mono WAV, checking that its lengths agree. */
export function decodeWav(bytes: Uint8Array): Wav {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const text = (from: number) => String.fromCharCode(...bytes.subarray(from, from + 4))
  if (text(0) !== 'RIFF' || text(8) !== 'WAVE' || text(12) !== 'fmt ' || text(36) !== 'data') throw new Error('no WAV')
  if (view.getUint32(4, true) !== bytes.length - 8) throw new Error('wrong file length')
  const [format, channels, rate, bits] = [
    view.getUint16(20, true),
    view.getUint16(22, true),
    view.getUint32(24, true),
    view.getUint16(34, true),
  ]
  if (format !== 1 || channels !== 1 || bits !== 16) throw new Error('not 16-bit mono')
  if (view.getUint32(40, true) !== bytes.length - 44) throw new Error('wrong data length')
  const samples = Int16Array.from({ length: (bytes.length - 44) / 2 }, (_, at) => view.getInt16(44 + at * 2, true))
  return { rate, seconds: samples.length / rate, samples }
}

/** The data of each event of a stream, parsed where it is JSON. */
export function readEvents(text: string): unknown[] {
  const events = text.split('\n\n')
  if (events.pop() !== '') throw new Error('the stream ends inside an event')
  return events.map((event) => {
    if (!event.startsWith('data: ')) throw new Error(`no data line: ${event}`)
    const data = event.slice(6)
    return data.startsWith('{') ? JSON.parse(data) : data
  })
}

export interface Chunk {
  id: string
  model: string
  choices: { delta: Record<string, unknown>; finish_reason: string | null }[]
  usage: Record<string, number> | null
}

/** The chunks of a stream, without its `[DONE]`. */
export function readChunks(text: string): Chunk[] {
  return readEvents(text).filter((event): event is Chunk => typeof event === 'object')
}

/** All that the chunks say in one field of their deltas. */
export function joinDeltas(chunks: readonly Chunk[], field: string): string {
  return chunks.map((chunk) => chunk.choices[0]?.delta[field] ?? '').join('')
}
