import { expect, test } from 'vitest'
import { runChild, soon, start } from './sockets.ts'

/** What a child tells that broke so many streams on a server, with the heap after each round in kilobytes. */
interface Told {
  broken: Record<string, number>
  heaps: number[]
  listeners: number
}

test('5,000 streams that are cut, reset, stalled, left or aborted leave no socket, no listener, and a flat heap', {
  timeout: 240_000,
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
  // It ends by itself: a timer or a socket that is left would keep it.
  const said = await runChild('leaking-child.ts', [server.origin], { flags: ['--expose-gc'], limit: 200_000 })
  const { broken, heaps, listeners }: Told = JSON.parse(said)
  expect(broken).toEqual({ cut: 1200, reset: 1200, stall: 600, left: 1200, aborted: 800 })
  expect(listeners).toBe(0)
  expect(await soon(() => server.sockets().open === 0)).toBe(true)
  // The first rounds fill caches. In the 2,250 streams of the later ones a thing kept of each, 200 bytes of it, would show.
  const later = heaps.slice(Math.ceil(heaps.length / 2))
  const growth = (later.at(-1) as number) - (later[0] as number)
  expect(growth, `the heap in kB after each round: ${heaps.join(' ')}`).toBeLessThan(400)
})
