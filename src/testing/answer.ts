import { type Bytes, encode } from './bytes.ts'

/** What a host answers, before it becomes a `Response`. */
export interface Answer {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  /** The body; of a stream, one piece for each event. */
  pieces: readonly Bytes[]
  /** Whether `pace` goes between the pieces. */
  stream?: true
}

/** An answer with one body of known length. */
export function answerBytes(bytes: Bytes, mediaType: string, headers: Record<string, string> = {}): Answer {
  return {
    status: 200,
    headers: { 'content-type': mediaType, 'content-length': `${bytes.length}`, ...headers },
    pieces: bytes.length > 0 ? [bytes] : [],
  }
}

/** A plain text. */
export function answerText(text: string, status = 200, headers: Record<string, string> = {}): Answer {
  return { ...answerBytes(encode(text), 'text/plain; charset=utf-8', headers), status }
}

/** A JSON value. */
export function answerJson(value: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return { ...answerBytes(encode(JSON.stringify(value)), 'application/json; charset=utf-8', headers), status }
}

/** Server-sent events, one for each text. */
export function answerEvents(events: readonly string[], headers: Record<string, string> = {}): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...headers },
    pieces: events.map((event) => encode(`data: ${event}\n\n`)),
    stream: true,
  }
}

/** No body at all. */
export function answerEmpty(status: number, headers: Record<string, string> = {}): Answer {
  return { status, headers, pieces: [] }
}
