const SIZE = 16

/** A PNG of 16 by 16 pixels in two colours, which shows the bits of the prompt. @param {string} prompt */
export async function drawPng(prompt) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(prompt)))
  const rows = Array.from({ length: SIZE }, (_, y) => [
    0,
    ...Array.from({ length: SIZE }, (_, x) => ((digest[y * 2 + (x >> 3)] ?? 0) >> (x & 7)) & 1),
  ])
  const head = [0, 0, 0, SIZE, 0, 0, 0, SIZE, 8, 3, 0, 0, 0]
  const palette = [255, 240, 245, digest[0] ?? 0, digest[1] ?? 0, digest[2] ?? 0]
  const chunks = [
    chunk('IHDR', head),
    chunk('PLTE', palette),
    chunk('IDAT', await deflate(new Uint8Array(rows.flat()))),
    chunk('IEND', []),
  ]
  return new Uint8Array([0x89, ...letters('PNG\r\n\x1a\n'), ...chunks.flat()])
}

/** @param {string} text */
const letters = (text) => [...text].map((letter) => letter.charCodeAt(0))

/** @param {number} value */
const bytesOf = (value) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255)

/** @param {string} name @param {number[]} data */
function chunk(name, data) {
  const body = [...letters(name), ...data]
  return [...bytesOf(data.length), ...body, ...bytesOf(checksum(body))]
}

/** @param {number[]} bytes */
function checksum(bytes) {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return ~crc
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function deflate(bytes) {
  const body = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'))
  return [...new Uint8Array(await new Response(body).arrayBuffer())]
}
