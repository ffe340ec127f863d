import type { Run } from './judge.ts'
import { probes } from './suite/probes.mjs'

/** The answers of the platforms to each probe, and what the library does about it. */
export function describeDifferences(runs: readonly Run[]): string {
  // An engine made old answers for itself only where that is a setting of the platform's own.
  const asked = runs.filter(({ name, outcome }) => outcome && (!name.endsWith('-old') || name === 'workerd-old'))
  const rows = Object.entries(probes).map(([probe, { question, library }]) => {
    const groups = new Map<string, string[]>()
    for (const { outcome, title } of asked) {
      const answer = outcome?.answers[probe] ?? 'not asked'
      const names = groups.get(answer) ?? []
      const name = shorten(title)
      // A Worker with an older date is named only where it answers otherwise.
      if (!names.some((other) => name.startsWith(other))) groups.set(answer, [...names, name])
    }
    return { question, library, groups }
  })
  return `| Question | Answers | The library |
|---|---|---|
${rows.map(({ question, groups, library }) => `| ${question} | ${describeGroups(groups)} | ${library} |`).join('\n')}`
}

/** The commonest answer last, without the names of those who give it. */
function describeGroups(groups: ReadonlyMap<string, readonly string[]>): string {
  const sorted = [...groups].sort(([a, inA], [b, inB]) => inA.length - inB.length || (a < b ? -1 : 1))
  const last = sorted.length - 1
  const rest = last ? 'in all others' : 'everywhere'
  return sorted
    .map(([answer, names], at) => `${answer} ${at === last ? rest : `in ${[...names].sort().join(', ')}`}`)
    .join('; ')
}

/** Without the minor version, which changes nothing here. */
const shorten = (title: string): string =>
  title.replace(/ (\d+)[.-][\d.-]*/, (_, major) => (title.startsWith('Node') ? ` ${major}` : ''))
