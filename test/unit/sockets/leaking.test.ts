import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { soon, start } from './sockets.ts'

const child = fileURLToPath(new URL('leaking-child.ts', import.meta.url))

/** What a child tells that broke so many streams on a server, with the heap after each round in kilobytes. */
interface Told {
  broken: Record<string, number>
  heaps: number[]
  listeners: number
}

function breakStreams(base: string): Promise<Told> {
  return new Promise((resolve, reject) => {
    const node = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', child, base], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    let errors = ''
    node.stdout.on('data', (data) => (said += data))
    node.stderr.on('data', (data) => (errors += data))
    // It must end by itself: a timer or a socket that is left would keep it.
    const clock = setTimeout(() => node.kill('SIGKILL'), 200_000)
    node.on('exit', (code) => {
      clearTimeout(clock)
      if (code === 0) resolve(JSON.parse(said))
      else reject(new Error(`The child ended with ${code}: ${said}${errors}`))
    })
  })
}

test('10,000 streams that are cut, reset, stalled, left or aborted leave no socket, no listener, and a flat heap', {
  timeout: 220_000,
}, async () => {
  const event = (text: string) => `data: {"choices":[{"delta":{"content":"${text}"}}]}\n\n`
  const body = event('Once') + event('upon') + event('a time')
  const answer = { body, headers: { 'content-type': 'text/event-stream' } }
  const server = await start({
    faults: [
      { route: 'cut.example', ...answer, cut: 60 },
      { route: 'reset.example', ...answer, reset: true, cut: 60 },
      { route: 'stall.example', ...answer, stall: 60 },
      { route: 'open.example', ...answer, stall: body.length - 1 },
    ],
  })
  const { broken, heaps, listeners } = await breakStreams(server.origin)
  expect(broken).toEqual({ cut: 2500, reset: 2500, stall: 1000, left: 2500, aborted: 1500 })
  expect(listeners).toBe(0)
  expect(await soon(() => server.sockets().open === 0)).toBe(true)
  // The first rounds fill caches. Later on a thing kept of each stream, 100 bytes of it, would show.
  const later = heaps.slice(Math.ceil(heaps.length / 2))
  const growth = (later.at(-1) as number) - (later[0] as number)
  expect(growth, `the heap in kB after each round: ${heaps.join(' ')}`).toBeLessThan(600)
})
