// What the fault server answers with, in the format of OpenAI's chat completions.

/** The text of a good answer. */
export const fine = 'fine'

export const data = (value) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`

export const chunk = (content, finish_reason = null) => ({
  id: 'c1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'openai',
  choices: [{ index: 0, delta: content === undefined ? {} : { role: 'assistant', content }, finish_reason }],
})
export const done = data('[DONE]')
export const finish = data(chunk(undefined, 'stop'))
/** The start of a stream. */
export const begun = data(chunk('Once ')) + data(chunk('upon ')) + data(chunk('a '))

const completion = JSON.stringify({
  id: 'c1',
  object: 'chat.completion',
  created: 1,
  model: 'openai',
  choices: [{ index: 0, message: { role: 'assistant', content: fine }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
})

export const eventStream = (response) => response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })

/** A whole stream. */
export const stream = (text) => (response) => eventStream(response).end(text)

const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex')

/** A good answer of the kind that was asked for: an image where nothing was posted. */
export function good(response, { method, streamed }) {
  if (method === 'GET') return response.writeHead(200, { 'content-type': 'image/jpeg' }).end(jpeg)
  if (streamed) return stream(data(chunk(fine)) + finish + done)(response)
  response.writeHead(200, { 'content-type': 'application/json' }).end(completion)
}

/** An error of the service; `headers` may be a function, for what depends on the time. */
export const failure =
  (status, headers = {}, message = `planned ${status}`) =>
  (response, request) => {
    const more = typeof headers === 'function' ? headers() : headers
    response.writeHead(status, { 'content-type': 'application/json', ...more })
    const words = typeof message === 'function' ? message(request) : message
    response.end(JSON.stringify({ error: { message: words, type: 'planned', code: 'planned' } }))
  }

/** The fault for the first request, a good answer for each after it. */
export const once = (fault) => (response, request, number) => (number === 1 ? fault : good)(response, request)

export const reset = (response) => response.socket.resetAndDestroy()

/** The connection dies after the start of a good answer. */
export function dyingInBody(response, { streamed }) {
  if (streamed) eventStream(response).write(data(chunk('fi')))
  else {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': completion.length })
    response.write(completion.slice(0, 40))
  }
  setTimeout(() => response.destroy(), 50)
}

/** The connection dies after the start of a stream. */
export function dyingInStream(response) {
  eventStream(response).write(begun)
  setTimeout(() => response.destroy(), 50)
}

/** Nothing at all. */
export const nothing = () => {}

/** The start of a stream, and then nothing. */
export const stalled = (response) => eventStream(response).write(begun)

/** A stream that goes on for as long as somebody reads; the limit is for those that nobody closes. */
export function endless(response) {
  let left = 3000
  const timer = setInterval(() => (left-- ? response.write(data(chunk('and on '))) : response.end()), 20)
  eventStream(response).on('close', () => clearInterval(timer))
}

/** A stream in these pieces. The pauses let each of them be read before the next is written. */
export const inPieces = (pieces) => async (response) => {
  eventStream(response)
  for (const piece of pieces) {
    response.write(piece)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  response.end()
}
