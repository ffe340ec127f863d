// Runs before a block: the emulator is the network, and what the block prints is kept for its expectation.
import { createEmulator } from '../../src/testing/index.ts'

const emulator = createEmulator()
const write = process.stdout.write.bind(process.stdout)

function print(text: string | Uint8Array): boolean {
  const piece = typeof text === 'string' ? text : new TextDecoder().decode(text)
  Object.assign(globalThis, { output: (globalThis as { output?: string }).output + piece })
  return write(piece)
}

Object.assign(globalThis, { fetch: emulator, requests: emulator.requests, output: '' })
process.stdout.write = print
