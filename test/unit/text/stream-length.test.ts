import { afterEach, expect, test, vi } from 'vitest'
import { END, say } from './chunks.ts'
import { open } from './hosts.ts'
import { serve } from './serve.ts'

afterEach(() => void vi.restoreAllMocks())

/** How many characters are searched, for whatever, while an answer of so many pieces is read. */
async function searched(pieces: number): Promise<number> {
  const { includes } = String.prototype
  let characters = 0
  vi.spyOn(String.prototype, 'includes').mockImplementation(function (this: string, ...given) {
    characters += this.length
    return includes.apply(this, given)
  })
  const answer = serve({ steps: [say('a piece of a hundred letters '.repeat(4)).repeat(pieces), END] })
  for await (const _ of open('gen', answer, {}));
  vi.restoreAllMocks()
  return characters
}

test('the key is looked for in each piece, not in the whole text again and again: twice as long is twice the work', async () => {
  const [short, long] = [await searched(20_000), await searched(40_000)]
  expect(long / short).toBeGreaterThan(1.9)
  expect(long / short).toBeLessThan(2.1)
})
