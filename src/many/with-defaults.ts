import { rawPairs } from '../call/headers.ts'
import type { CallOptions } from '../call/options.ts'
import type { Provider } from '../call/provider.ts'

type CallFn = (subject: never, options: never) => unknown
type ProviderTaken<Fn> = Fn extends (subject: never, options?: infer O) => unknown
  ? NonNullable<O> extends { provider?: infer P }
    ? NonNullable<P>
    : Provider
  : never
type AllOf<U> = (U extends unknown ? (u: U) => void : never) extends (u: infer I) => void ? I : never

/**
 * The provider must be able to do what every one of the functions does.
 *
 * @example
 * ```ts
 * import { chat, generateImage, pollinations, type ProviderFor } from 'blossom-ai'
 *
 * const fns = { chat, generateImage }
 * const provider: ProviderFor<typeof fns> = pollinations()
 * ```
 */
export type ProviderFor<F> = AllOf<{ [K in keyof F]: ProviderTaken<F[K]> }[keyof F]> & Provider

/** Options over others: `undefined` counts as not given, `headers` are merged. */
export function merge(defaults: CallOptions, options: CallOptions | undefined): CallOptions {
  // Not by assignment: that would make an own `__proto__` of parsed JSON the prototype of the options.
  const given = Object.entries(options ?? {}).filter(([, value]) => value !== undefined)
  const merged: CallOptions = { ...defaults, ...Object.fromEntries(given) }
  const [under, over] = [defaults.headers, options?.headers]
  // What is no headers at all is refused by the call.
  if (under && over && typeof under === 'object' && typeof over === 'object') {
    merged.headers = [...rawPairs(under), ...rawPairs(over)]
  }
  return merged
}

/**
 * The same functions with options underneath: what a call gives itself wins, `undefined` counts as not given, `headers`
 * are merged. It nests.
 *
 * @param defaults - Options for every call; the provider must be able to do what every one of the functions does.
 * @param fns - Functions of this package, by any names.
 * @returns The functions, with the same types.
 *
 * @example
 * ```ts
 * import { chat, generateImage, withDefaults } from 'blossom-ai'
 *
 * const ai = withDefaults({ apiKey: 'sk_example', timeout: 60_000 }, { chat, generateImage })
 * const { text } = await ai.chat([{ role: 'user', content: 'Hi' }])
 * ```
 */
export function withDefaults<F extends Record<string, CallFn>>(
  defaults: CallOptions<ProviderFor<NoInfer<F>>>,
  fns: F,
): F {
  const wrapped = Object.entries(fns).map(([name, fn]) => [
    name,
    (subject: never, options?: CallOptions) => fn(subject, merge(defaults, options) as never),
  ])
  return Object.fromEntries(wrapped) as F
}
