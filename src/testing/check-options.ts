import type { EmulatorOptions, Fault } from './types.ts'

const OPTIONS: Record<keyof EmulatorOptions, true> = { keys: true, faults: true, seed: true, pace: true }
/** What a fault does, beside where. */
const FAULT: Record<Exclude<keyof Fault, 'route' | 'nth'>, true> = {
  status: true,
  body: true,
  headers: true,
  delay: true,
  hang: true,
  reset: true,
  stall: true,
  cut: true,
  split: true,
  placeholder: true,
  refusal: true,
  insert: true,
  at: true,
}
const REFUSALS: Record<NonNullable<Fault['refusal']>, true> = {
  balance: true,
  key_budget: true,
  permission: true,
  deprecation: true,
}

/**
 * Refuses what the emulator does not know: a test with a fault that is misspelt would pass for the wrong reason.
 *
 * @throws TypeError
 */
export function checkOptions(options: EmulatorOptions): void {
  check('option', Object.keys(options), OPTIONS)
  for (const fault of options.faults ?? []) {
    // A row of a table of tests may hold more than its fault.
    const names = Object.keys(fault).filter((name) => name !== 'route' && name !== 'nth')
    if (!names.some((name) => Object.hasOwn(FAULT, name))) check('fault', names, FAULT)
    if (fault.refusal !== undefined) check('refusal', [fault.refusal], REFUSALS)
  }
}

function check(what: string, names: readonly string[], known: object): void {
  const unknown = names.find((name) => !Object.hasOwn(known, name))
  if (unknown === undefined) return
  throw new TypeError(`The emulator knows no ${what} "${unknown}"; there are: ${Object.keys(known).join(', ')}.`)
}
