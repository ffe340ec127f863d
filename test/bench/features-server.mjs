// A loopback server with a fault for each path: `/break/v1/chat/completions` answers with a stream that never ends, and so on.
// It notes what it was asked and which answers were closed on it.
import { createServer } from 'node:http'

const chunk = (content) =>
  `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'openai', choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`
const completion = JSON.stringify({
  id: 'c1',
  object: 'chat.completion',
  created: 1,
  model: 'openai',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
})
const picture = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex')

/** What each path does once the stream's head is sent. */
const streams = {
  endless: (response) => {
    const timer = setInterval(() => response.write(chunk('and on ')), 20)
    response.on('close', () => clearInterval(timer))
  },
  cut: (response) => response.end(chunk('Once upon a ')),
  dead: (response) => response.write(chunk('Once upon a '), () => setTimeout(() => response.destroy(), 50)),
  error: (response) =>
    response.end(`${chunk('Once ')}data: {"error":{"message":"the model broke","code":"upstream"}}\n\n`),
  silent: (response) => response.write(chunk('Once upon a ')),
}

export async function startFaults() {
  /** By the first part of the path: what was asked, and whether the answer was closed before its end. */
  const seen = {}
  const server = createServer((request, response) => {
    const [, fault] = request.url.split('/')
    seen[fault] ??= { requests: [], closed: false }
    const note = seen[fault]
    let body = ''
    request.on('data', (data) => (body += data))
    response.on('close', () => (note.closed ||= !response.writableFinished))
    request.on('end', () => {
      note.requests.push({ method: request.method, url: request.url, body })
      if (streams[fault.split('-')[0]]) {
        response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
        return streams[fault.split('-')[0]](response)
      }
      if (fault.startsWith('once') && note.requests.length === 1) return response.writeHead(503).end('busy')
      if (request.method === 'GET') return response.writeHead(200, { 'content-type': 'image/jpeg' }).end(picture)
      response.writeHead(200, { 'content-type': 'application/json' }).end(completion)
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  return {
    origin: (fault) => `http://127.0.0.1:${port}/${fault}`,
    seen: (fault) => seen[fault] ?? { requests: [], closed: false },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
