import { defineConfig } from 'vitest/config'

/** One project for each kind of test; `npm test` runs them as stages. */
export default defineConfig({
  test: {
    globals: false,
    reporters: ['default', './test/tools/count-reporter.mjs'],
    testTimeout: 10_000,
    hookTimeout: 30_000,
    projects: [
      { extends: true, test: { name: 'node', environment: 'node', include: ['test/unit/**/*.test.ts'] } },
      {
        extends: true,
        test: { name: 'docs', environment: 'node', include: ['test/docs/**/*.test.ts'], testTimeout: 60_000 },
      },
      // Random values, from one seed.
      {
        extends: true,
        test: {
          name: 'fuzz',
          environment: 'node',
          include: ['test/fuzz/**/*.test.ts'],
          globalSetup: 'test/fuzz/seed.ts',
        },
      },
      // Image workers that really run, on workerd.
      { extends: true, test: { name: 'workers', environment: 'node', include: ['test/workers/**/*.test.ts'] } },
      {
        extends: true,
        // Each file packs, installs or builds something.
        test: {
          name: 'package',
          environment: 'node',
          include: ['test/package/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        // The package in the hands of its users: installs from the registry, so not part of every run.
        test: {
          name: 'packages',
          environment: 'node',
          include: ['test/packages/**/*.test.ts'],
          globalSetup: 'test/packages/pack-once.ts',
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
