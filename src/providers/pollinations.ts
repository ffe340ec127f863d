import { hostOf } from '../call/host.ts'
import { invalid } from '../call/options.ts'
import type { Capability, ProviderOf } from '../call/provider.ts'
import { isBase } from './address.ts'

/** gen's wire format, at any base. */
export interface Gen extends ProviderOf<Capability> {
  readonly kind: 'pollinations'
  readonly base: string
}

export const GEN_BASE = 'https://gen.pollinations.ai'

/** A base without the slash at its end; throws on what cannot be one. */
export function checkBase(builder: string, base: unknown): string {
  // The root alone would leave nothing; and its slash, with that of a route, would be another host.
  if (base === '/') return '/.'
  if (!isBase(base) || !hostOf(base)) throw invalid(builder, 'the base', 'an http(s) URL without query or password')
  return base.replace(/(?<!\/)\/+$/, '')
}

/**
 * The current service, gen.pollinations.ai, or its wire format at another base, such as your own proxy.
 *
 * @param base - Where it is: absolute, or in browsers relative to the page (`'/api/ai'`). Default: `https://gen.pollinations.ai`.
 * @returns A provider for the option `provider`.
 * @throws ValidationError `invalid_option` when the base is no http(s) address.
 *
 * @example
 * ```ts
 * import { generateText, pollinations } from 'blossom-ai'
 *
 * const text = await generateText('Say hello', { provider: pollinations(), apiKey: 'sk_example' })
 * ```
 */
export function pollinations(base: string = GEN_BASE): ProviderOf<Capability> {
  return { kind: 'pollinations', base: checkBase('pollinations', base) } as Gen
}
