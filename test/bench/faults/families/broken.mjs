import { begun, chunk, data, done, dyingInStream, finish, stream } from '../answers.mjs'
import { askChat, askStream, describe, within } from '../watch.mjs'

const patience = 15_000
const boom = { message: 'upstream boom', type: 'server_error', code: 502 }

const reported = (title, answer, ask = askStream) => ({
  title,
  async run({ client, connect, open }) {
    const place = open(answer)
    const outcome = await within(patience, ask(connect(place.origin, { maxRetries: client.fewestRetries ?? 0 })))
    return { held: Boolean(outcome.error), seen: describe(place, outcome) }
  },
})

const page = (response) =>
  response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Bad gateway</body></html>')
const errorBody = (response) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ error: boom }))

export const brokenFamily = {
  title: 'Failures behind a status of 200',
  held: 'The answer begins well, or claims to. Held: the caller gets an error (thrown, or as the error event of its stream), instead of a short or empty text that looks finished.',
  cases: [
    reported('A stream that ends without a finish reason', stream(begun)),
    reported('A stream whose connection dies', dyingInStream),
    reported('An error object in a stream, then its end', stream(begun + data({ error: boom }))),
    reported('An error object in a stream, then `[DONE]`', stream(begun + data({ error: boom }) + done)),
    reported('An error as a string, then `[DONE]`', stream(begun + data({ error: boom.message }) + done)),
    reported(
      'An event named `error`, then `[DONE]`',
      stream(`${begun}event: error\n${data({ message: boom.message })}${done}`),
    ),
    reported(
      'An event with malformed JSON in a whole stream',
      stream(begun + data('{"id": broken') + data(chunk('time')) + finish + done),
    ),
    reported('A page of HTML instead of a stream', page),
    reported('A JSON error instead of a stream', errorBody),
    reported('A page of HTML instead of a chat answer', page, askChat),
  ],
}
