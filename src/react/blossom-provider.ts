import { type Context, createContext, createElement, type ReactElement, type ReactNode, useContext } from 'react'
import type { CallOptions } from '../call/options.ts'
import { merge } from '../many/with-defaults.ts'

/** The options from all providers above. */
export const Defaults: Context<CallOptions> = /* @__PURE__ */ createContext<CallOptions>({})

/**
 * Options for every call of the hooks below.
 *
 * @example
 * ```tsx
 * import { BlossomProvider, type BlossomProviderProps } from 'blossom-ai/react'
 *
 * export const Patient = (props: BlossomProviderProps) => <BlossomProvider timeout={300_000} {...props} />
 * ```
 */
export interface BlossomProviderProps extends CallOptions {
  /** What the options are for. */
  children?: ReactNode
}

/**
 * Options for every hook inside. Providers add up: the nearest wins, `undefined` counts as not given, `headers` are
 * merged; what a hook is given itself wins over all. Without any provider the hooks work with the defaults of the calls.
 *
 * @param props - Call options, as of every function of `blossom-ai`, and the children.
 * @returns The children.
 *
 * @example
 * ```tsx
 * import { pollinations } from 'blossom-ai'
 * import { BlossomProvider } from 'blossom-ai/react'
 * import type { ReactNode } from 'react'
 *
 * export function Root({ children }: { children: ReactNode }) {
 *   return <BlossomProvider provider={pollinations('/api/ai')}>{children}</BlossomProvider>
 * }
 * ```
 */
export function BlossomProvider({ children, ...options }: BlossomProviderProps): ReactElement {
  return createElement(Defaults.Provider, { value: merge(useContext(Defaults), options) }, children)
}
