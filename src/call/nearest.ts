/** The name that shares most pairs of letters with a misspelt one; undefined when none shares half of them. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const pairs = [...name].map((_, at) => name.slice(at, at + 2)).slice(0, -1)
  const shared = (candidate: string): number => pairs.filter((pair) => candidate.includes(pair)).length
  const [best] = [...names].sort((a, b) => shared(b) - shared(a))
  return best && shared(best) * 2 >= pairs.length ? best : undefined
}
