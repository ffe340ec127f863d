// The fault table as the terminal shows it, and what of it is kept for the docs.
import { ours, peerVersions, printTable } from '../measure.mjs'
import { families } from './families.mjs'
import { nameOf } from './run.mjs'

const total = families.reduce((sum, { cases }) => sum + cases.length, 0)

const heldBy = ({ verdicts }) => Object.values(verdicts).filter((verdict) => verdict === 'held').length

/** The families as plain data: the title, what is held, and the cases with their names and the gaps of ours. */
export const keptFamilies = () =>
  families.map((family) => ({
    title: family.title,
    held: family.held,
    cases: family.cases.map((one) => ({
      title: one.title,
      name: nameOf(family, one),
      ...(one.gap && { gap: one.gap }),
    })),
  }))

const kept = keptFamilies()
const gaps = new Map(kept.flatMap(({ cases }) => cases.map(({ name, gap }) => [name, gap])))

/** @param results what `runFaults` gave */
export function printFaults(results) {
  const versions = peerVersions()
  console.log(`\nThe fault table: ${total} cases, each with what "held" means ("–": nothing of the kind, so not held)`)
  const rows = kept.flatMap(({ title, cases }) => [
    [title.toUpperCase()],
    ...cases.map((one) => [`  ${one.title}`, ...results.map(({ verdicts }) => verdicts[one.name])]),
  ])
  const head = ['', ...results.map(({ name }) => name)]
  const named = ['', ...results.map(({ name }) => versions[name] ?? '')]
  printTable(head, [named, ...rows, [`held, of ${total}`, ...results.map(heldBy)]])
  console.log('')
  for (const { title, held } of kept) console.log(`  ${title}. ${held}`)
  const blossom = results.find(({ name }) => name === ours)
  for (const name of blossom ? notHeld(blossom) : []) {
    console.log(
      `\n  Not held by ${ours}: ${name} (${blossom.seen[name]})\n    ${gaps.get(name) ?? 'NO REASON IS KNOWN'}`,
    )
  }
}

const notHeld = ({ verdicts }) => Object.keys(verdicts).filter((name) => verdicts[name] !== 'held')

/** Ours holds all cases but those that have a reason. */
export function faultGoal(results) {
  const blossom = results.find(({ name }) => name === ours)
  const goal = total - [...gaps.values()].filter(Boolean).length
  const value = blossom && heldBy(blossom)
  const ok = blossom !== undefined && notHeld(blossom).every((name) => gaps.get(name))
  return { title: `The fault table: cases that ${ours} holds`, goal, value, ok }
}
