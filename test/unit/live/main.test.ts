import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { serveEmulator } from '../../server/serve.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** `npm run test:live` without npm in between, against one base for all hosts. */
async function run(base: string): Promise<{ exit: unknown; output: string }> {
  const bases = ['--gen', base, '--image', base, '--text', base]
  const env = { ...process.env, POLLINATIONS_API_KEY: 'sk_live' }
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/live/main.ts', ...bases], { cwd: root, env })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data))
  const [exit] = await once(child, 'close')
  return { exit, output }
}

test('without a network the command ends with a sentence and the exit code 0', async () => {
  const { origin, close } = await serveEmulator()
  await close()
  expect(await run(origin)).toEqual({
    exit: 0,
    output: 'None of the services can be reached from here, so there is nothing to compare with.\n',
  })
})
