import { parseArgs } from 'node:util'
import { serveEmulator } from './serve.ts'

let port = 8788

try {
  const { values } = parseArgs({ options: { port: { type: 'string' }, pace: { type: 'string' } } })
  port = Number(values.port ?? port)
  const { url, close } = await serveEmulator({ port, pace: Number(values.pace ?? 20) })
  const [gen, image, text, media] = ['gen', 'image', 'text', 'media'].map((name) => url(`${name}.pollinations.ai`))
  console.log(`The emulator listens on this machine only. Ctrl+C ends it.

  gen    ${gen}
  image  ${image}
  text   ${text}
  media  ${media}

Use it:

  import { generateText, pollinations, pollinationsClassic } from 'blossom-ai'
  await generateText('Hello', { provider: pollinations('${gen}'), apiKey: 'sk_test' })
  await generateText('Hello', { provider: pollinationsClassic({ image: '${image}', text: '${text}' }) })
`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close())
  // npm hands a signal on to its shell only, which dies of it without a word: the orphan must see that for itself.
  const parent = process.ppid
  if (process.env.npm_lifecycle_event === 'emulator') {
    setInterval(() => {
      if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM')
    }, 250).unref()
  }
} catch (error) {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  console.error(
    isTaken
      ? `Port ${port} is in use; another one: npm run emulator -- --port ${port + 1}`
      : `The emulator did not start: ${error}`,
  )
  process.exitCode = 1
}
