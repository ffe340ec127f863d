import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { startTrace, stopTrace } from './test/bench/browser/trace.ts'
import { chromiumArgs, findChromium, findFirefox, findWebKit } from './test/tools/browsers.mjs'
import { webkit } from './test/tools/vitest-webkit.mjs'

const hooks = {
  environment: 'happy-dom',
  include: ['test/react/*.test.{ts,tsx}'],
  setupFiles: ['test/react/setup.ts'],
}

const [chromium, firefox, webKit] = await Promise.all([findChromium(), findFirefox(), findWebKit()])
const instances = [
  chromium && {
    browser: 'chromium' as const,
    provider: playwright({
      launchOptions: { executablePath: chromium.executablePath, env: chromium.env as never, args: chromiumArgs },
    }),
  },
  firefox && {
    browser: 'firefox' as const,
    // The system's Firefox speaks WebDriver BiDi, which is what this channel means.
    provider: playwright({ launchOptions: { channel: 'moz-firefox', executablePath: firefox.executablePath } }),
  },
  webKit && { browser: 'webkit' as const, provider: webkit() },
].filter((instance) => instance !== undefined)

const browserProject = {
  extends: true as const,
  optimizeDeps: {
    include: ['react', 'react/jsx-dev-runtime', 'react-dom/client', 'react-dom/server', '@testing-library/react'],
  },
  test: {
    name: 'browser',
    include: ['test/browser/**/*.test.{ts,tsx}'],
    globalSetup: 'test/browser/serve.ts',
    setupFiles: hooks.setupFiles,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      instances,
    },
  },
}

// Not part of `npm test`: a busy machine would make them red. `npm run bench -- --only hooks,page`.
const measured = [
  {
    ...browserProject,
    test: {
      ...browserProject.test,
      name: 'bench-hooks',
      include: ['test/bench/browser/*.test.tsx'],
      fileParallelism: false,
      browser: { ...browserProject.test.browser, commands: { startTrace, stopTrace } },
    },
  },
  {
    extends: true as const,
    test: {
      name: 'bench-page',
      environment: 'node' as const,
      include: ['test/bench/browser/*.test.ts'],
      globalSetup: 'test/e2e/site.ts',
    },
  },
]

/** One project for each kind of test; `npm test` runs them as stages. */
export default defineConfig({
  test: {
    globals: false,
    reporters: ['default', './test/tools/count-reporter.mjs'],
    // Limits for what hangs, many times what the slowest takes: a test that is slow on a busy machine is not wrong.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
    expect: { poll: { timeout: 40_000, interval: 20 } },
    setupFiles: ['test/tools/patience.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/unit/**/*.test.ts'],
          // The files share the modules, which are most of what a file takes; what a file replaces it puts back.
          isolate: false,
          setupFiles: ['test/unit/helpers/put-back.ts'],
        },
      },
      // The hooks, on the newest React and on the oldest.
      { extends: true, test: { name: 'react', env: { REACT: '19' }, ...hooks } },
      {
        extends: true,
        resolve: {
          alias: Object.fromEntries(
            ['react', 'react-dom', '@testing-library/react'].map((name) => [
              name,
              fileURLToPath(new URL(`test/react/react-18/node_modules/${name}`, import.meta.url)),
            ]),
          ),
        },
        test: { name: 'react-18', env: { REACT: '18.2' }, globalSetup: 'test/react/install-react-18.mjs', ...hooks },
      },
      // The hooks in the browsers that are here; `npm test` says which are not.
      ...(instances.length ? [browserProject, ...measured] : []),
      {
        extends: true,
        test: { name: 'docs', environment: 'node', include: ['test/docs/**/*.test.ts'], testTimeout: 180_000 },
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
      {
        extends: true,
        test: { name: 'workers', environment: 'node', include: ['test/workers/**/*.test.ts'], testTimeout: 120_000 },
      },
      {
        extends: true,
        // Each file packs, installs or builds something.
        test: {
          name: 'package',
          environment: 'node',
          include: ['test/package/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
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
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      // Waits longer than Node's own fetch does: not part of every run.
      {
        extends: true,
        test: { name: 'slow', environment: 'node', include: ['test/slow/**/*.test.ts'], testTimeout: 580_000 },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: 'test/e2e/site.ts',
          // A browser wants a core of its own.
          maxWorkers: 2,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
