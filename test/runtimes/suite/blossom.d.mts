// The types come from the sources: a type check needs no build.
export * from '../../../src/index.ts'
export { save } from '../../../src/save/index.ts'
export { createEmulator } from '../../../src/testing/index.ts'
