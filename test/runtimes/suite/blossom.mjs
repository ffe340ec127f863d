// The built package: the one thing here that is not the test's own.
export * from '../../../dist/index.js'
export { save } from '../../../dist/save.js'
export { createEmulator } from '../../../dist/testing.js'
