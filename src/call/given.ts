type Optional<T> = { [K in keyof T]: undefined extends T[K] ? K : never }[keyof T]

/** What `given` makes of an object. */
export type Given<T> = Omit<T, Optional<T>> & { [K in Optional<T>]?: Exclude<T[K], undefined> }

/** A copy without the properties that are undefined: what was not given shall not be seen. */
export function given<T extends object>(values: T): Given<T> {
  // A plain loop: lists of entries take thirty times as long.
  const copy: Partial<T> = {}
  for (const name in values) if (values[name] !== undefined) copy[name] = values[name]
  return copy as Given<T>
}
