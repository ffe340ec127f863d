// A loopback server on which each case has a path of its own, with its own answer, and a record of what it saw there.
import { createServer } from 'node:http'

export async function startFaultServer() {
  const places = new Map()
  const server = createServer(async (request, response) => {
    const place = places.get(request.url.split('/')[1])
    let body = ''
    for await (const data of request.setEncoding('utf8')) body += data
    const { method, url, headers } = request
    const seen = { at: Date.now(), method, url, headers, body, streamed: /"stream":\s*true/.test(body) }
    place.requests.push(seen)
    response.on('close', () => response.writableFinished || place.noteClosed())
    place.noteAsked()
    place.answer(response, seen, place.requests.length)
  })
  // A request that waits for ever is a case, not a mistake.
  server.requestTimeout = 0
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    /**
     * A new place to send requests to.
     *
     * @param answer gets the response, what was asked, and the number of the request: 1 is the first
     * @returns `origin`, `requests`, and two promises: `asked` (the first request is there), `closed` (the client closed the
     *   connection before the end of the answer)
     */
    open(answer) {
      const path = `case-${places.size + 1}`
      const place = { answer, origin: `http://127.0.0.1:${server.address().port}/${path}`, requests: [] }
      place.asked = new Promise((resolve) => (place.noteAsked = resolve))
      place.closed = new Promise((resolve) => (place.noteClosed = () => resolve(true)))
      places.set(path, place)
      return place
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** An origin at which nobody listens. */
export async function deadOrigin() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}
