import type { Observed } from './observe.ts'
import { compareShapes } from './shape.ts'

/** Headers that the library or a browser reads. */
const watched = [
  'access-control-allow-origin',
  'payment-required',
  'retry-after',
  'x-cache',
  'x-cache-type',
  'x-error-message',
  'x-error-status',
  'x-error-type',
  'x-model-used',
  'x-rate-limited',
  'x-request-id',
  'x-usage-total-tokens',
]

/** Where a live answer and the emulator's differ, a sentence each. */
export function compare(live: Observed, emulated: Observed): string[] {
  const pairs = [
    ['outcome', live.outcome, emulated.outcome],
    ['status', live.status, emulated.status],
    ['content type', live.mediaType, emulated.mediaType],
    ['cache-control', live.headers.get('cache-control'), emulated.headers.get('cache-control')],
    ...watched.map((name) => [`header ${name}`, presence(live, name), presence(emulated, name)] as const),
  ] as const
  const drifts = pairs
    .filter(([, there, here]) => there !== here)
    .map(([what, there, here]) => `${what}: ${there ?? 'none'} live, ${here ?? 'none'} in the emulator`)
  return [...drifts, ...compareShapes(live.body, emulated.body)]
}

const presence = ({ headers }: Observed, name: string): string => (headers.has(name) ? 'sent' : 'not sent')

/** Whether a difference is meant, because the emulator cannot or need not be like the service there. */
export function isMeant(drift: string): boolean {
  // It paints PNG, whatever the service's format.
  return /^(content type|body): image\/[\w+]+ live, image\/png in the emulator$/.test(drift)
}
