/** What JSON values look like: the types found at each path. An array is looked at by its first element. */
export type Shape = ReadonlyMap<string, string>

/** The shape of one value, or what several have together, as the chunks of a stream do. */
export function shapeOf(...values: readonly unknown[]): Shape {
  const types = new Map<string, Set<string>>()
  function look(path: string, value: unknown): void {
    const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
    types.set(path, (types.get(path) ?? new Set()).add(type))
    if (Array.isArray(value)) {
      if (value.length > 0) look(`${path}[]`, value[0])
    } else if (typeof value === 'object' && value) {
      for (const [name, inner] of Object.entries(value)) look(path ? `${path}.${name}` : name, inner)
    }
  }
  for (const value of values) look('', value)
  return new Map([...types].map(([path, found]) => [path, [...found].sort().join(' or ')]))
}

/** Where two shapes differ, a sentence each. What is missing as a whole is told once, not part by part. */
export function compareShapes(live: Shape, emulated: Shape): string[] {
  const drifts: string[] = []
  for (const path of new Set([...live.keys(), ...emulated.keys()])) {
    const [there, here] = [live.get(path), emulated.get(path)]
    if (there === here || (path && !(holds(live, path) && holds(emulated, path)))) continue
    drifts.push(`body${path && ` ${path}`}: ${there ?? 'nothing'} live, ${here ?? 'nothing'} in the emulator`)
  }
  return drifts
}

/** Whether there is something in which the path could be. */
function holds(shape: Shape, path: string): boolean {
  const parent = path.endsWith('[]') ? path.slice(0, -2) : path.replace(/(^|\.)[^.]*$/, '')
  return /object|array/.test(shape.get(parent) ?? '')
}
