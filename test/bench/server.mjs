// The loopback server, in a process of its own. It answers every POST with fixed bytes: a stream when the body asks for one.
import { createServer } from 'node:http'
import { answerJson, sseOf } from './fixture.mjs'

const json = Buffer.from(answerJson)
const sse = Buffer.from(sseOf(200).bytes)

const server = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (text) => (body += text))
  request.on('end', () => {
    if (body.includes('"stream":true')) {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
      response.end(sse)
    } else {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': json.length })
      response.end(json)
    }
  })
})

server.keepAliveTimeout = 0
server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`))
process.on('disconnect', () => process.exit())
