import { type CallOptions, invalid } from '../call/options.ts'
import type { Provider } from '../call/provider.ts'
import { isBase } from './address.ts'
import { GEN_BASE, type Gen } from './pollinations.ts'
import { CLASSIC, type Classic } from './pollinations-classic.ts'

export const GEN: Gen = { kind: 'pollinations', base: GEN_BASE }

// A descriptor may have been made by hand: with another base than a builder takes it is of no kind.
export const isGen = (provider: Provider): provider is Gen =>
  provider.kind === 'pollinations' && isBase((provider as Gen).base)
export const isClassic = (provider: Provider): provider is Classic =>
  provider.kind === 'classic' && isBase((provider as Classic).image) && isBase((provider as Classic).text)

/** Refuses a relative address where there is no page that it could be relative to. */
export function checkReachable(operation: string, address: string, options: CallOptions): void {
  if (!/^http/i.test(address) && !options.fetch && !globalThis.location) {
    throw invalid(operation, 'provider', 'at an absolute address outside of a page')
  }
}

/**
 * Which service answers: the one asked for; else gen with a key, and without one the anonymous hosts.
 *
 * @param keyless - The one without a key, where it is another.
 */
export function resolveProvider(operation: string, options: CallOptions, keyless: Provider = CLASSIC): Provider {
  const provider = options.provider ?? (options.apiKey === undefined ? keyless : GEN)
  if (isGen(provider)) checkReachable(operation, provider.base, options)
  return provider
}

/** The place for what only gen can do, with a key or without: gen itself, or where its language is spoken. */
export function resolveGen(operation: string, options: CallOptions): Gen {
  const provider = resolveProvider(operation, options, GEN)
  if (!isGen(provider)) throw cannot(operation)
  return provider
}

/** The error for a provider that cannot do what is asked. */
export const cannot = (operation: string): Error =>
  invalid(operation, 'provider', 'one that can do this, such as pollinations()')
