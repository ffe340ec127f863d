// What a page pays for what it imports: minified and gzipped, 1 kB is 1000 bytes. The budgets stand with the bench.
import { expect, test } from 'vitest'
import { measureSizes } from '../bench/sizes.mjs'

test.for(await measureSizes())('$name costs at most $budget bytes', ({ gzip, budget }) => {
  expect(gzip).toBeGreaterThan(0)
  expect(gzip).toBeLessThanOrEqual(budget)
})
