import { chunk, data, done, finish, inPieces, stream } from '../answers.mjs'
import { askStream, describe, within } from '../watch.mjs'

const patience = 15_000
const words = ['Hello', ', ', 'wörld ', '日本語 ', '🌸🐝 ', 'end', '.']
const text = words.join('')
const events = words.map((word) => JSON.stringify(chunk(word)))
const last = JSON.stringify(chunk(undefined, 'stop'))

/** A stream written with these line ends, prefix and lines between the events. */
function written({ lineEnd = '\n', prefix = 'data: ', between = '', list = events, tail } = {}) {
  const event = (value) => `${prefix}${value}${lineEnd}${lineEnd}`
  return list.map((value) => between + event(value)).join('') + (tail ?? event(last) + event('[DONE]'))
}
const plain = written()
const crlf = written({ lineEnd: '\r\n' })

/** The text in parts of so many bytes. */
function every(size, value) {
  const bytes = Buffer.from(value)
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size))
}
const afterEachCr = (value) => value.split(/(?<=\r)/)
const inTwoLines = (lineEnd) => events.map((event) => event.replace(',"choices"', `${lineEnd}data: ,"choices"`))
const lastWords = JSON.stringify(chunk(' Last', 'stop'))
const separators = ['a\u2028b', '\u0085c\u2029d']
const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }

/** @param pieces one string, or parts that are written one by one */
const whole = (title, pieces, want = text, prepare = () => {}) => ({
  title,
  async run({ connect, open }) {
    const place = open(typeof pieces === 'string' ? stream(pieces) : inPieces(pieces))
    prepare(place.origin)
    const outcome = await within(patience, askStream(connect(place.origin)))
    return { held: !outcome.error && outcome.text === want, seen: describe(place, outcome) }
  },
})

const origins = new Set()
const platformFetch = globalThis.fetch

/**
 * No server can send an empty chunk: its length would say that the body is over. Some implementations of fetch give them
 * all the same, so the fetch of the platform gives them for this one case.
 */
export function lendFetch() {
  globalThis.fetch = async (input, init) => {
    const response = await platformFetch(input, init)
    if (![...origins].some((origin) => String(input.url ?? input).startsWith(`${origin}/`))) return response
    const withEmpty = new TransformStream({
      transform(bytes, controller) {
        controller.enqueue(new Uint8Array(0))
        controller.enqueue(bytes)
        controller.enqueue(new Uint8Array(0))
      },
    })
    return new Response(response.body.pipeThrough(withEmpty), response)
  }
  return () => {
    globalThis.fetch = platformFetch
  }
}

export const wholeFamily = {
  title: 'Whole streams',
  held: 'A whole stream, written as the standard of server-sent events allows or as proxies leave it. Held: exactly the text that was sent, and no error.',
  cases: [
    whole('LF, in one part', plain),
    whole('Events cut into parts of 7 bytes', every(7, plain)),
    whole('Characters cut into single bytes', every(1, plain)),
    whole('CRLF', crlf),
    whole('CRLF, cut between CR and LF', afterEachCr(crlf)),
    whole('CRLF, cut into single bytes', every(1, crlf)),
    whole('CR alone', written({ lineEnd: '\r' })),
    whole('`data:` without a space', written({ prefix: 'data:' })),
    whole('Comments between the events', written({ between: ': keep-alive\n\n:\n\n: data: {"x":1}\n' })),
    whole('`event:`, `id:` and `retry:` lines', written({ between: 'event: message\nid: 7\nretry: 1000\n' })),
    whole('A last event without its blank line', written({ tail: `data: ${lastWords}\n` }), `${text} Last`),
    whole('A last event without any line end', written({ tail: `data: ${lastWords}` }), `${text} Last`),
    whole('`[DONE]` without a line end', plain.trimEnd()),
    whole('Events in two `data:` lines', written({ list: inTwoLines('\n') })),
    whole(
      'Events in two `data:` lines, cut between CR and LF',
      afterEachCr(written({ lineEnd: '\r\n', list: inTwoLines('\r\n') })),
    ),
    whole('A byte order mark', `\ufeff${plain}`),
    whole('Empty chunks', every(64, plain), text, (origin) => origins.add(origin)),
    whole(
      'U+2028, U+2029 and U+0085 inside of JSON',
      written({ list: separators.map((part) => JSON.stringify(chunk(part))) }),
      separators.join(''),
    ),
    whole(
      'A last event with usage and no choices',
      written({ tail: finish + data({ ...chunk(), choices: [], usage }) + done }),
    ),
    whole('Text behind `[DONE]` is no answer', plain + data(chunk('late'))),
    whole('A finish reason and no `[DONE]`', written({ tail: finish })),
  ],
}
