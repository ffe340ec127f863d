import type { Scrub } from '../call/secret.ts'

/** What is told of the data of an event. False: it is not whole yet, another data line may complete it. */
export type TakeData = (data: string, event: string) => boolean

/** Reads server-sent events. */
export interface SseReader {
  /** Takes the next bytes, cut anywhere. */
  feed(bytes: Uint8Array): void
  /** Takes the end of the body. False: it ended inside a line or an event. */
  end(): boolean
}

/**
 * A reader of server-sent events: LF, CR and CRLF (split too), BOM, comments, `data:` with or without a space, data in
 * several lines, a last event without its blank line. Each data line is offered as soon as it is there.
 *
 * @param take - Gets the data; what it throws comes out of `feed` and `end`.
 * @param scrub - Cuts a secret out of the text, also one that was cut by the reads.
 * @param onBroken - Gets the data that was not whole when its event ended.
 */
export function sseReader(take: TakeData, scrub: Scrub, onBroken: (data: string) => void): SseReader {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let pending = false
  let begun = false
  // The pieces of a line that has not ended. Searched once and joined once: a line may be megabytes in a thousand reads.
  let rest: string[] = []
  let held: string | undefined
  let event = ''
  let last: string | undefined
  let afterCr = false

  function endEvent(): void {
    event = ''
    last = undefined
    if (held === undefined) return
    const broken = held
    held = undefined
    onBroken(broken)
  }
  function readLine(line: string): void {
    if (line === '') endEvent()
    else if (line.startsWith('data:')) {
      const value = line.slice(line.charCodeAt(5) === 32 ? 6 : 5)
      const data = held === undefined ? value : `${held}\n${value}`
      held = take(data, event) ? undefined : data
      last = data
    } else if (line.startsWith('event:')) {
      event = line.slice(6).trim()
      // The name may stand behind the data that it is for.
      if (event === 'error' && last !== undefined) take(last, event)
    }
  }

  return {
    feed(bytes) {
      // Only what may end inside a character is decoded as a stream: the other way is several times as fast.
      const open = (bytes.at(-1) ?? 0) > 127
      let text = scrub(open || pending ? decoder.decode(bytes, { stream: true }) : decoder.decode(bytes))
      pending = open
      if (!begun && text) {
        begun = true
        if (text.startsWith('\ufeff')) text = text.slice(1)
      }
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
    },
    end() {
      const line = scrub(rest.join('') + decoder.decode())
      rest = []
      if (line.startsWith('data:') && (held !== undefined || /^data: *[{[]/.test(line))) readLine(line)
      else if (line) return false
      else endEvent()
      return held === undefined
    },
  }
}
