// Table 8: twice as much from a service takes twice the time, not four times. CPU time at n and at 2n, each case in a
// process of its own. `--case words` measures those with these words in their names.
import { printErrors, printTable, runNode, verdict } from './measure.mjs'

/** Twice the work, and what memory adds to it; what is quadratic has 4. */
const goal = 2.5
const title = 'CPU time as the input doubles'

export async function runLinear({ words = '' }) {
  const { cases } = await import('./linear-cases.mjs')
  const names = Object.keys(cases).filter((name) => name.includes(words))
  const raw = names.map((name) => {
    try {
      return { name, ...measure(name) }
    } catch (error) {
      return { name, error: String(error) }
    }
  })
  console.log(`\n${title} (the least of 5 turns)`)
  const done = raw.filter(({ error }) => !error)
  const rows = done.map(({ name, n, one, two }) => {
    const ratio = two / one
    return [name, n, one.toFixed(2), two.toFixed(2), ratio.toFixed(2), `<= ${goal}`, verdict(ratio <= goal)]
  })
  printTable(['', 'n', 'CPU ms, n', 'CPU ms, 2n', 'ratio', 'goal', ''], rows)
  printErrors(raw)
  const goals = raw.map(({ name, one, two, error }) => ({
    title: `${title}: ${name}`,
    goal,
    value: error ? undefined : two / one,
    ok: !error && two / one <= goal,
  }))
  return { goals, raw }
}

/** One that is over is measured once more: a noisy minute does not come twice. */
function measure(name) {
  const once = () => JSON.parse(runNode(['--expose-gc', 'linear-child.mjs', name]))
  const first = once()
  if (first.two / first.one <= goal) return first
  const second = once()
  return second.two / second.one < first.two / first.one ? second : first
}
