/**
 * A stand-in for the hosts of Pollinations.AI, for tests and for trying things out.
 *
 * @module
 */
export { createEmulator } from './create-emulator.ts'
export type { Emulator, EmulatorOptions, Fault, RecordedRequest } from './types.ts'
