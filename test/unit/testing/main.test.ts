import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { serveEmulator } from '../../server/serve.ts'

/** The command as `npm run emulator` runs it, without npm in between. */
const main = ['--import', 'tsx', 'test/server/main.ts', '--port']
const root = fileURLToPath(new URL('../../..', import.meta.url))

function run(command: string, args: string[]): { child: ChildProcess; output: () => string } {
  const child = spawn(command, args, { cwd: root })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (text += data))
  return { child, output: () => text }
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'the command prints a base for each host and how to use it, and ends cleanly on %s',
  async (signal) => {
    const { child, output } = run(process.execPath, [...main, '0'])
    while (!output().includes('pollinationsClassic({')) await once(child.stdout ?? child, 'data')
    const base = /http:\/\/127\.0\.0\.1:\d+\/gen\.pollinations\.ai/.exec(output())?.[0]
    expect(output()).toContain(`pollinations('${base}')`)
    for (const host of ['image', 'text', 'media']) expect(output()).toContain(`/${host}.pollinations.ai\n`)
    expect((await fetch(`${base}/models`)).status).toBe(200)
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([0, null])
  },
)

test('it ends with npm, which hands signals on to its shell only', async () => {
  const { child, output } = run('npm', ['run', 'emulator', '--', '--port', '0'])
  while (!output().includes('pollinationsClassic({')) await once(child.stdout ?? child, 'data')
  const base = /http:\/\/127\.0\.0\.1:\d+\/gen\.pollinations\.ai/.exec(output())?.[0]
  expect((await fetch(`${base}/models`)).status).toBe(200)
  child.kill('SIGTERM')
  await once(child, 'exit')
  const isUp = () =>
    fetch(`${base}/models`).then(
      () => true,
      () => false,
    )
  await vi.waitFor(async () => expect(await isUp()).toBe(false))
})

test('a port in use is told in one sentence, with the exit code 1', async () => {
  const { origin, close } = await serveEmulator()
  const { port } = new URL(origin)
  const { child, output } = run(process.execPath, [...main, port])
  expect(await once(child, 'exit')).toEqual([1, null])
  expect(output()).toBe(`Port ${port} is in use; another one: npm run emulator -- --port ${Number(port) + 1}\n`)
  await close()
})
