import type { StreamEvent, TextStream } from '../../../src/index.ts'

/** Everything that came out of a stream. */
export interface Read {
  events: StreamEvent[]
  text: string
  reasoning: string
  /** What the loop threw. */
  error: unknown
}

/** Reads a stream to its end, good or bad. */
export async function readAll(stream: TextStream): Promise<Read> {
  const read: Read = { events: [], text: '', reasoning: '', error: undefined }
  try {
    for await (const event of stream.events()) {
      read.events.push(event)
      if (event.type === 'text') read.text += event.text
      if (event.type === 'reasoning') read.reasoning += event.text
    }
  } catch (error) {
    read.error = error
  }
  return read
}

/** What a promise rejects with; undefined when it does not. */
export function reasonOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

/** The types of the events, in a row. */
export const typesOf = (read: Read): string => read.events.map(({ type }) => type).join(' ')
