import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { END, say } from './chunks.ts'
import { open } from './hosts.ts'
import { type Served, serve } from './serve.ts'

// Turns are left to a page that is seen.
beforeEach(() => void vi.stubGlobal('document', { hidden: false }))
afterEach(() => void vi.unstubAllGlobals())

const PIECES = 20_000
const bytes = new TextEncoder().encode(say('leaf ').repeat(PIECES) + END)
const cut = (size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size))
const cases = [
  { name: 'in one read', quick: () => serve({ steps: [bytes] }) },
  { name: 'in reads of 16 KB', quick: () => serve({ steps: cut(16_384) }) },
]

/** Reads an answer that is there at once; `turn` sees each turn. */
async function readAll(served: Served, turn: (pieces: number) => void, signal?: AbortSignal): Promise<number> {
  let pieces = 0
  let timer = setTimeout(function next() {
    turn(pieces)
    timer = setTimeout(next)
  })
  try {
    for await (const _ of open('gen', served, { signal })) pieces++
  } finally {
    clearTimeout(timer)
  }
  return pieces
}

test.for(cases)('a long answer that comes at once, $name, leaves turns to the page', async ({ quick }) => {
  const turns = [0]
  expect(await readAll(quick(), (pieces) => turns.push(pieces))).toBe(PIECES)
  turns.push(PIECES)
  const stretches = turns.map((pieces, at) => pieces - (turns[at - 1] ?? 0))
  expect(Math.max(...stretches)).toBeLessThan(PIECES / 3)
})

test.for(cases)('an abort in such a turn ends a long answer that comes at once, $name', async ({ quick }) => {
  const controller = new AbortController()
  let seen = 0
  const read = readAll(
    quick(),
    (pieces) => {
      seen = pieces
      if (pieces) controller.abort('enough')
    },
    controller.signal,
  )
  await expect(read).rejects.toBe('enough')
  expect(seen).toBeLessThan(PIECES / 2)
})

test('nothing waits for a turn in a hidden tab, where it takes long', async () => {
  vi.stubGlobal('document', { hidden: true })
  const turn = vi.fn()
  expect(await readAll(serve({ steps: [bytes] }), turn)).toBe(PIECES)
  expect(turn).not.toHaveBeenCalled()
})
