import { type Bytes, encode } from '../bytes.ts'
import { hashOf } from '../random.ts'

const RATE = 16_000
/** Hertz: a pentatonic scale, so that any text sounds friendly. */
const NOTES = [220, 247, 277, 330, 370, 440, 494, 554]

/** One note for each letter: 16-bit mono samples at 16 kHz, little-endian, without any header. */
export function makePcm(text: string, voice: string, seconds?: number): Bytes {
  const letters = Array.from(text)
  const total = Math.max(1, Math.round((seconds ?? Math.max(0.3, letters.length * 0.06)) * RATE))
  const each = Math.max(1, Math.ceil(total / Math.max(1, letters.length)))
  const bytes = new Uint8Array(total * 2)
  const view = new DataView(bytes.buffer)
  letters.forEach((letter, number) => {
    if (letter.trim() === '') return
    const note = NOTES[hashOf(letter, voice) % NOTES.length] ?? 220
    for (let at = 0; at < each && number * each + at < total; at++) {
      const phase = (at * note) / RATE
      const p = phase - Math.floor(phase)
      const tone = p < 0.5 ? 16 * p * (0.5 - p) : -16 * (p - 0.5) * (1 - p)
      const swell = 4 * (at / each) * (1 - at / each)
      view.setInt16((number * each + at) * 2, Math.round(tone * swell * 9000), true)
    }
  })
  return bytes
}

/** The same as a WAV file. It is longer, the longer the text is. */
export function makeWav(text: string, voice: string, seconds?: number): Bytes {
  const samples = makePcm(text, voice, seconds)
  const wav = new Uint8Array(44 + samples.length)
  const view = new DataView(wav.buffer)
  wav.set(encode('RIFF'))
  view.setUint32(4, 36 + samples.length, true)
  wav.set(encode('WAVEfmt '), 8)
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true) // PCM
  view.setUint16(22, 1, true)
  view.setUint32(24, RATE, true)
  view.setUint32(28, RATE * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  wav.set(encode('data'), 36)
  view.setUint32(40, samples.length, true)
  wav.set(samples, 44)
  return wav
}
