// What a page pays for what it imports: minified and gzipped, 1 kB is 1000 bytes. The budgets stand with the bench.
import { expect, test } from 'vitest'
import { kB, readResults } from '../../docs/tools/benchmarks.mjs'
import { measureSizes } from '../bench/sizes.mjs'

const sizes = await measureSizes()

test.for(sizes)('$name costs at most $budget bytes', ({ gzip, budget }) => {
  expect(gzip).toBeGreaterThan(0)
  expect(gzip).toBeLessThanOrEqual(budget)
})

const written = ({ name, minified = 0, gzip = 0 }: { name: string; minified?: number; gzip?: number }) =>
  `${name}: ${kB(minified)}, ${kB(gzip)}`

test('the README says the sizes of now; else run `npm run bench -- --only sizes --write`', () => {
  expect(readResults().sizes?.data.sizes.map(written)).toEqual(sizes.map(written))
})
