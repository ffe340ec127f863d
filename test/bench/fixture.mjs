// The bytes that everybody gets: an OpenAI-style chat answer, whole and as an event stream.
const words =
  'The river was quiet in the morning and a thin mist lay over the meadow , while the first boats left for the town .'.split(
    ' ',
  )

const head = { id: 'chatcmpl-5f1c0a9e7b2d4c36', object: 'chat.completion', created: 1763000000, model: 'openai' }
const usage = { prompt_tokens: 12, completion_tokens: 200, total_tokens: 212 }

const event = (value) => `data: ${JSON.stringify(value)}\n\n`
const chunk = (rest) => event({ ...head, object: 'chat.completion.chunk', ...rest })
const piece = (content) => chunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })

const opening = chunk({ choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] })
const cycle = words.map((word) => piece(` ${word}`))
const cycleText = words.map((word) => ` ${word}`).join('')
const closing =
  chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }) +
  chunk({ choices: [], usage }) +
  'data: [DONE]\n\n'

const utf8 = new TextEncoder()

/** A stream of `count` short pieces: its bytes and the number of characters that its text has. */
export function sseOf(count) {
  const events = Array.from({ length: count }, (_, i) => cycle[i % cycle.length])
  let characters = 0
  for (let i = 0; i < count; i++) characters += words[i % words.length].length + 1
  return { bytes: utf8.encode(opening + events.join('') + closing), characters, pieces: count }
}

/** A stream of about `size` bytes. */
export const sseOfSize = (size) => sseOf(Math.round(size / (cycle.join('').length / cycle.length)))

/** For streams that are too long to hold: the parts that are repeated. */
export const parts = {
  opening: utf8.encode(opening),
  cycle: utf8.encode(cycle.join('').repeat(16)),
  cycleCharacters: cycleText.length * 16,
  closing: utf8.encode(closing),
}

/** The answer of a call that does not stream. */
export const answer = cycleText.repeat(4)
export const answerJson = JSON.stringify({
  ...head,
  choices: [{ index: 0, message: { role: 'assistant', content: answer }, finish_reason: 'stop' }],
  usage,
})

/** Cuts bytes into reads of `size`. */
export function cut(bytes, size) {
  const reads = []
  for (let at = 0; at < bytes.length; at += size) reads.push(bytes.subarray(at, at + size))
  return reads
}

/** A `fetch` without a network: each call gets the same reads. */
export const fetchOf = (reads) => async () => {
  let next = 0
  const body = new ReadableStream({
    pull(controller) {
      if (next < reads.length) controller.enqueue(reads[next++])
      else controller.close()
    },
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } })
}
