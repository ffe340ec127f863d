import type { CallEvent } from '../../../src/index.ts'

/** Collects the events of a call. */
export function listen(): { events: CallEvent[]; onEvent(event: CallEvent): void } {
  const events: CallEvent[] = []
  return { events, onEvent: (event) => void events.push(event) }
}

/** The events of one type. */
export function only<T extends CallEvent['type']>(
  events: readonly CallEvent[],
  type: T,
): Extract<CallEvent, { type: T }>[] {
  return events.filter((event): event is Extract<CallEvent, { type: T }> => event.type === type)
}
