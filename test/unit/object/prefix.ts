/** Whether a value is a start of another: strings by their letters, lists and objects by their members; one may be growing. */
export function isPrefix(part: unknown, whole: unknown): boolean {
  if (typeof part === 'string') return typeof whole === 'string' && whole.startsWith(part)
  if (typeof part !== 'object' || part === null) return Object.is(part, whole)
  if (typeof whole !== 'object' || whole === null || Array.isArray(part) !== Array.isArray(whole)) return false
  const all = new Map(Object.entries(whole))
  const growing = Object.entries(part).filter(([name, value]) => !all.has(name) || !isSame(value, all.get(name)))
  return growing.length < 2 && growing.every(([name, value]) => all.has(name) && isPrefix(value, all.get(name)))
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
