// Loaded before a program of docs/start.md, in Node, Deno and Bun: the emulator is its network, all else is as it was.
import { createEmulator } from '../../dist/testing.js'

const emulator = createEmulator()

globalThis.fetch = async (input, init) => {
  const { host } = new URL(input instanceof Request ? input.url : input)
  // The real one would ask for the permission, which the command must therefore give.
  if (globalThis.Deno && Deno.permissions.querySync({ name: 'net', host }).state !== 'granted') {
    throw new Error(`Requires net access to "${host}"`)
  }
  return emulator(input, init)
}
