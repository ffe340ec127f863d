import { inspect } from 'node:util'

const SHOWN = { showHidden: true, depth: 10, maxStringLength: null, maxArrayLength: null, compact: true } as const

/** Every text that a value can turn into: by String, JSON, inspection, and each property, hidden and inherited ones too. */
export function textsOf(value: unknown, seen: Set<unknown> = new Set()): string[] {
  if (typeof value === 'string') return [value]
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return []
  seen.add(value)
  const texts = [
    attempt(() => inspect(value, SHOWN)),
    attempt(() => String(value)),
    attempt(() => JSON.stringify(value) ?? ''),
  ]
  if (ArrayBuffer.isView(value)) return [...texts, new TextDecoder('latin1').decode(value)]
  for (const name of Reflect.ownKeys(value))
    texts.push(
      String(name),
      ...textsOf(
        attempt(() => value[name as never]),
        seen,
      ),
    )
  for (const name of ['message', 'stack', 'cause', 'name', 'reason']) {
    texts.push(
      ...textsOf(
        attempt(() => value[name as never]),
        seen,
      ),
    )
  }
  if (value instanceof Map || value instanceof Set || value instanceof Headers) texts.push(...textsOf([...value], seen))
  return texts
}

/** Where a secret shows in a value: the first few of the texts that hold it, cut to what stands before it. */
export function findIn(value: unknown, secret: string): string[] {
  return textsOf(value)
    .filter((text) => text.includes(secret))
    .slice(0, 3)
    .map((text) => text.slice(Math.max(0, text.indexOf(secret) - 80), text.indexOf(secret) + secret.length))
}

function attempt<T>(act: () => T): T | '' {
  try {
    return act()
  } catch {
    return ''
  }
}
