import { defineConfig } from 'vitest/config'

/** The tests of a copy of the project: nothing is kept, the first failure ends the run. */
export default defineConfig({
  root: process.cwd(),
  cacheDir: '.cache',
  test: {
    include: ['test/{unit,fuzz}/**/*.test.ts'],
    testTimeout: 10_000,
    bail: 1,
    maxWorkers: 1,
    reporters: ['json'],
  },
})
