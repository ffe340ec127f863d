import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { serveEmulator } from '../server/serve.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the emulator listens: a real server, which sees connections close. */
    emulator: string
    /** Where each answer is a text in 10,000 pieces; under `/at-once` they come without a pause. */
    endless: string
  }
}

const PIECES = 10_000
/** So many pieces at a time, and so many milliseconds between: 4,000 a second, many times what the quickest model writes. */
const [BATCH, GAP] = [20, 5]

const chunk = (delta: object, finish_reason: string | null) =>
  `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] })}\n\n`

async function answerEndless(request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'access-control-allow-origin': '*',
    'access-control-allow-headers': '*',
  })
  if (request.method === 'OPTIONS') return void response.end()
  for (let at = 0; at < PIECES && !response.destroyed; at += BATCH) {
    const words = Array.from({ length: BATCH }, (_, word) => chunk({ content: word ? 'leaf ' : `\n${at} ` }, null))
    response.write(words.join(''))
    if (!request.url?.startsWith('/at-once/')) await new Promise((resolve) => setTimeout(resolve, GAP))
  }
  response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`)
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const emulator = await serveEmulator({ pace: 30, isMadeUp: (key) => key.startsWith('sk_made_up_') })
  const endless = createServer(answerEndless).listen(0, '127.0.0.1')
  await once(endless, 'listening')
  project.provide('emulator', emulator.origin)
  project.provide('endless', `http://127.0.0.1:${(endless.address() as AddressInfo).port}`)
  return async () => {
    endless.closeAllConnections()
    endless.close()
    await emulator.close()
  }
}
