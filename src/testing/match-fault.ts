import type { Fault } from './types.ts'

/** Finds the fault of each request in turn; it counts the matching requests of each fault. */
export interface FaultFinder {
  find(method: string, url: URL): Fault | undefined
  reset(): void
}

/** The first fault of the list whose route matches, and whose turn it is, is the one. The list may change meanwhile. */
export function createFaultFinder(faults: readonly Fault[]): FaultFinder {
  let counts = new WeakMap<Fault, number>()
  return {
    find(method, url) {
      const route = `${method} ${url.host}${url.pathname}`
      let first: Fault | undefined
      for (const fault of faults) {
        if (!matches(fault.route, route)) continue
        const count = (counts.get(fault) ?? 0) + 1
        counts.set(fault, count)
        if (fault.nth === undefined || fault.nth === count) first ??= fault
      }
      return first
    },
    reset() {
      counts = new WeakMap()
    },
  }
}

function matches(route: string | RegExp | undefined, text: string): boolean {
  // A preflight is no request of the caller's: it is spared unless a fault names it.
  const isNamed =
    !text.startsWith('OPTIONS ') || `${route instanceof RegExp ? route.source : route}`.includes('OPTIONS')
  if (route === undefined || !isNamed) return isNamed
  // `search` and not `test`: a global expression would remember where it stopped.
  return typeof route === 'string' ? text.includes(route) : text.search(route) >= 0
}
