// Table 6: how far the heap grows while a long stream is read. The stream is read in heap-child.mjs.
import { ours, printErrors, printTable, runNode, verdict } from './measure.mjs'

const title = 'Heap while streaming'

export async function runHeap({ quick }) {
  const megabytes = quick ? 50 : 200
  const raw = ['bare fetch loop', ours].map((name) => {
    try {
      return { name, ...JSON.parse(runNode(['--expose-gc', 'heap-child.mjs', name, String(megabytes)])) }
    } catch (error) {
      return { name, error: String(error) }
    }
  })

  console.log(`\n${title} ${megabytes} MB of SSE (largest heap after a forced collection, above the one before)`)
  const goals = []
  const rows = raw
    .filter(({ error }) => !error)
    .map(({ name, growth, characters, samples }) => {
      const row = [name, mb(growth), mb(characters), samples]
      if (name !== ours) return row
      const goal = 2 * characters + 10e6
      goals.push({ title, goal: goal / 1e6, value: growth / 1e6, ok: growth <= goal })
      return [...row, `<= ${mb(goal)}`, verdict(growth <= goal)]
    })
  printTable(['', 'growth MB', 'text, million characters', 'samples', 'goal', ''], rows)
  printErrors(raw)
  if (goals.length === 0) goals.push({ title, ok: false })
  return { goals, raw }
}

const mb = (value) => (value / 1e6).toFixed(1)
