/** The name that shares most pairs of letters with a misspelt one; undefined when none shares half of them. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const shared = (candidate: string): number =>
    [...name].filter((_, at) => at && candidate.includes(name.slice(at - 1, at + 1))).length
  const [best] = [...names].sort((a, b) => shared(b) - shared(a))
  return best && shared(best) * 2 >= name.length - 1 ? best : undefined
}
