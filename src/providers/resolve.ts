import { type CallOptions, invalid } from '../call/options.ts'
import type { Provider } from '../call/provider.ts'
import { GEN_BASE, type Gen } from './pollinations.ts'
import { CLASSIC, type Classic } from './pollinations-classic.ts'

const GEN: Gen = { kind: 'pollinations', base: GEN_BASE }

export const isGen = (provider: Provider): provider is Gen => provider.kind === 'pollinations'
export const isClassic = (provider: Provider): provider is Classic => provider.kind === 'classic'

/** Which service answers: the one asked for; else gen with a key, and without one the anonymous hosts. */
export function resolveProvider(operation: string, options: CallOptions): Provider {
  const provider = options.provider ?? (options.apiKey === undefined ? CLASSIC : GEN)
  if (isGen(provider) && !/^http/i.test(provider.base) && !options.fetch && !globalThis.location) {
    throw invalid(operation, 'provider', 'at an absolute base outside of a page')
  }
  return provider
}

/** The error for a provider that cannot do what is asked. */
export const cannot = (operation: string): Error => invalid(operation, 'provider', 'one that can do this')
