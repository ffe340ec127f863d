// Importing the package must cost nothing and change nothing.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dist, run } from './pack.ts'

const watcher = new URL('watch-import.mjs', import.meta.url).pathname
const watchImport = (file: string, before: string[] = []) =>
  JSON.parse(run(process.execPath, [watcher, file, ...before]))

test.for(['index.js', 'blossom.min.js', 'react.js', 'save.js', 'testing.js'])(
  'importing %s touches no global and adds none',
  (file) => {
    // What React itself does is not looked at.
    expect(watchImport(join(dist, file), file === 'react.js' ? ['react'] : [])).toEqual({ touched: [], added: [] })
  },
)

test('an import that touches one is seen', () => {
  const module = 'export const found = globalThis.AbortSignal; globalThis.left = 1'
  const { touched, added } = watchImport(`data:text/javascript,${module}`)
  expect(touched).toContain('AbortSignal')
  expect(added).toEqual(['left'])
})
