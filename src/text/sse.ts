import type { Scrub } from '../call/secret.ts'
import { streamError } from './chat-events.ts'

/** No line and no event of a service may be longer: 64 MB, so that an endless one does not fill the memory. */
const MOST = 67_108_864

/** Takes the data of an event. False: it is not complete, the data lines after it may complete it. */
export type TakeData = (data: string, event: string) => boolean

/** Reads server-sent events. */
export interface SseReader {
  /** Takes the next bytes, cut anywhere. */
  feed(bytes: Uint8Array): void
  /** Takes the end of the body. False: it ended inside a line or an event. */
  end(): boolean
  /** Offers the data lines that were kept, without another line. False: the event is not complete. */
  endEvent(): boolean
}

/**
 * A reader of server-sent events: LF, CR and CRLF (split too), BOM, comments, `data:` with or without a space, data in
 * several lines, a last event without its blank line. A data line that is complete is offered as soon as it is there; the
 * lines of an event in several lines are offered once, when the event ends.
 *
 * @param take - Gets the data; what it throws comes out of `feed` and `end`.
 * @param scrub - Cuts a secret out of the text, also one that was cut by the reads.
 */
export function sseReader(take: TakeData, scrub: Scrub): SseReader {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let pending = false
  // The pieces of a line that has not ended. Searched once and joined once: a line may be megabytes in a thousand reads.
  let rest: string[] = []
  // The data lines of an event that is not complete.
  let lines: string[] = []
  // How many bytes the line and the event have that have not ended.
  let size = 0
  let event = ''
  let last: string | undefined
  let afterCr = false

  /** With `strict` an event that is not complete is an error. */
  function endEvent(strict?: boolean): boolean {
    const data = lines.join('\n')
    lines = []
    const good = !data || take(data, event)
    event = ''
    last = undefined
    if (!good && strict) throw streamError('malformed', `The response contains a broken event: ${data.slice(0, 80)}`)
    return good
  }
  function readLine(text: string): void {
    const line = text.startsWith('\ufeff') ? text.slice(1) : text
    if (line === '') endEvent(true)
    else if (line.startsWith('data:')) {
      const data = line.slice(line.charCodeAt(5) === 32 ? 6 : 5)
      last = data
      if (lines.length || !take(data, event)) lines.push(data)
    } else if (line.startsWith('event:')) {
      event = line.slice(6).trim()
      // The name may stand behind the data that it is for.
      if (event === 'error' && last !== undefined && !lines.length) take(last, event)
    }
  }

  return {
    feed(bytes) {
      // Only what may end inside a character is decoded as a stream: the other way is several times as fast.
      const open = (bytes.at(-1) ?? 0) > 127
      let text = scrub(decoder.decode(bytes, { stream: open || pending }))
      pending = open
      if (afterCr && text) {
        afterCr = false
        if (text.startsWith('\n')) text = text.slice(1)
      }
      if (text.includes('\r')) {
        afterCr = text.endsWith('\r')
        text = text.replace(/\r\n?/g, '\n')
      }
      let start = 0
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
        let line = text.slice(start, end)
        if (rest.length) {
          line = scrub(rest.join('') + line)
          rest = []
        }
        start = end + 1
        readLine(line)
      }
      if (start < text.length) rest.push(text.slice(start))
      size = start && !lines.length ? 0 : size + bytes.length
      if (size > MOST) throw streamError('too_large', 'The response contains an event of over 64 MB.', false)
    },
    end() {
      const line = scrub(rest.join('') + decoder.decode())
      rest = []
      if (lines.length ? line.startsWith('data:') : /^\ufeff?data: *[{[]/.test(line)) readLine(line)
      else if (line) return false
      return endEvent(!line)
    },
    endEvent,
  }
}
