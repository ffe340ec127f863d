import { defineConfig } from 'vitest/config'

/** The tests of a copy of the project: nothing is kept, the first failure ends the run. */
export default defineConfig({
  root: process.cwd(),
  cacheDir: '.cache',
  test: {
    testTimeout: 10_000,
    bail: 1,
    maxWorkers: 1,
    reporters: ['json'],
    projects: [
      { extends: true, test: { name: 'node', include: ['test/{unit,fuzz}/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'react',
          environment: 'happy-dom',
          env: { REACT: '19' },
          include: ['test/react/*.test.{ts,tsx}'],
          setupFiles: ['test/react/setup.ts'],
        },
      },
    ],
  },
})
