import type { Bytes } from '../bytes.ts'
import { createRandom, hashOf, pick, type Random } from '../random.ts'
import { makePng } from './make-png.ts'

const SKY = 96
const HILLS = 5
const SHADES = 24

type Colour = readonly [number, number, number]

/** From the top of the sky over its horizon to the nearest hill. */
const PALETTES: readonly [string, ...string[]] = [
  '26305e f4a28c ffe2be 8e5a7c 1e1a3a',
  '4682b4 bedeec fff6dc 689688 183842',
  '5c4080 e88cb2 ffdad6 966096 2c1842',
  '122040 3e7096 cee2d6 305c6e 081422',
  'ec9660 facc82 fff0c8 be6854 4a2032',
  '568c78 bad6a0 faf4c8 54825c 16322c',
  '7896d6 dcc4e2 ffe8e6 8c80b6 302c5c',
]

/**
 * A small landscape, a sun over hills, as a PNG of exactly the size. Other words, other picture.
 * Only + − × ÷ and square roots are used: `Math.sin` may differ in its last digit between engines.
 */
export function makePicture(width: number, height: number, ...words: readonly (string | number)[]): Bytes {
  const random = createRandom(hashOf(...words))
  const colours = readColours(pick(random, PALETTES))
  const sunX = width * (0.2 + 0.6 * random())
  const sunY = height * (0.18 + 0.3 * random())
  const radius = width * height * (0.003 + 0.009 * random())
  const reach = (width * width + height * height) * (0.12 + 0.2 * random())
  const ridges = makeRidges(random, width, height)
  const fall = (2.2 * SHADES) / height

  /** For each column how many lines of hills are above this row; rows are painted from the top. */
  const passed = new Uint8Array(width)
  function paint(row: Uint8Array, y: number): void {
    const down = (y / height) * 0.75 * SKY
    const dy = y - sunY
    for (let x = 0; x < width; x++) {
      let hills = passed[x] ?? 0
      while (hills < HILLS && y >= (ridges[hills * width + x] ?? 0)) passed[x] = ++hills
      if (hills > 0) {
        const shade = ((y - (ridges[(hills - 1) * width + x] ?? 0)) * fall) | 0
        row[x] = SKY + (hills - 1) * SHADES + (shade < SHADES ? shade : SHADES - 1)
        continue
      }
      const dx = x - sunX
      const away = dx * dx + dy * dy
      const near = away < reach ? 1 - away / reach : 0
      const shade = (down + near * near * near * (SKY - down)) | 0
      row[x] = away < radius ? SKY - 1 : shade < SKY - 1 ? shade : SKY - 2
    }
  }
  return makePng(width, height, makePalette(colours), paint)
}

/** Where each line of hills begins in each column: three waves on top of each other, never above a line behind it. */
function makeRidges(random: Random, width: number, height: number): Int32Array {
  const ridges = new Int32Array(HILLS * width).fill(height)
  for (let hill = HILLS - 1; hill >= 0; hill--) {
    const waves = [1, 3.2, 5.4].map((part, turn) => ({
      length: width / (0.7 + random() + turn * (1.3 + random())),
      shift: random(),
      size: (height * (0.11 - hill * 0.012)) / part,
    }))
    const base = height * (0.52 + hill * 0.105)
    for (let x = 0; x < width; x++) {
      const y = waves.reduce((sum, { length, shift, size }) => sum - size * wave(x / length + shift), base)
      ridges[hill * width + x] = Math.min(y, ridges[(hill + 1) * width + x] ?? y)
    }
  }
  return ridges
}

/** A smooth wave between −1 and 1 with the period 1, made of two parabolas. */
function wave(t: number): number {
  const p = t - Math.floor(t)
  return p < 0.5 ? 16 * p * (0.5 - p) : -16 * (p - 0.5) * (1 - p)
}

function readColours(text: string): Colour[] {
  return text.split(' ').map((hex) => {
    const number = Number.parseInt(hex, 16)
    return [number >> 16, (number >> 8) & 0xff, number & 0xff]
  })
}

function makePalette(colours: readonly Colour[]): Uint8Array {
  const palette = new Uint8Array((SKY + HILLS * SHADES) * 3)
  for (let shade = 0; shade < SKY; shade++) {
    palette.set(mix(colours, (shade / (SKY - 1)) * 2), shade * 3)
  }
  for (let hill = 0; hill < HILLS; hill++) {
    for (let shade = 0; shade < SHADES; shade++) {
      // The far hills take the colour of the air, and each hill fades downwards into the mist before the next one.
      const near = 3 + hill / (HILLS - 1) - (shade / SHADES) * 0.45
      palette.set(mix(colours, Math.max(2.6, near)), (SKY + hill * SHADES + shade) * 3)
    }
  }
  return palette
}

function mix(colours: readonly Colour[], at: number): Colour {
  const from = Math.min(colours.length - 2, Math.floor(at))
  const a = colours[from] ?? [0, 0, 0]
  const b = colours[from + 1] ?? a
  const part = at - from
  return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part, a[2] + (b[2] - a[2]) * part]
}
