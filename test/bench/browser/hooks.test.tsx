import { expect, test } from 'vitest'
import { cdp, commands, server } from 'vitest/browser'
import { paces, showAll } from '../../browser/story.tsx'
import { note } from './goals.ts'

/** The longest task of the page meanwhile, in milliseconds on the CPU: by the clock it is longer on a busy machine. */
async function longestTask(act: () => unknown): Promise<number> {
  await commands.startTrace()
  performance.mark('begin')
  await act()
  // A task stands in the trace when it has ended: the last one has in the next.
  await new Promise((resolve) => setTimeout(resolve))
  performance.mark('end')
  const tasks = await commands.stopTrace('begin', 'end')
  expect(tasks).not.toEqual([])
  return Math.max(...tasks)
}

if (server.browser === 'chromium') {
  test('10,000 pieces keep the page free', { timeout: 120_000 }, async (context) => {
    const session = cdp() as never as { send(method: string, params: object): Promise<void> }
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    try {
      // The first render on a page compiles React: one task of more than 100 ms, which is no streaming.
      await showAll(paces.atOnce)
      for (const [name, provider] of Object.entries(paces)) {
        const value = await longestTask(() => showAll(provider))
        const title = `Chromium at a quarter of the speed, 10,000 pieces ${name}: the longest task`
        note(context, { title, goal: 50, value, unit: 'CPU ms' })
      }
      // One that is planted is seen.
      const planted = await longestTask(() => {
        const end = performance.now() + 300
        while (performance.now() < end);
      })
      expect(planted).toBeGreaterThan(50)
    } finally {
      await session.send('Emulation.setCPUThrottlingRate', { rate: 1 })
    }
  })
} else {
  test('10,000 pieces leave frames to the page', { timeout: 120_000 }, async (context) => {
    const gaps: number[] = []
    let last = performance.now()
    let frame = requestAnimationFrame(function next() {
      const now = performance.now()
      gaps.push(now - last)
      last = now
      frame = requestAnimationFrame(next)
    })
    await showAll(paces.paced)
    cancelAnimationFrame(frame)
    const title = `${server.browser}, 10,000 pieces paced: the longest gap between two frames`
    note(context, { title, goal: 200, value: Math.max(...gaps), unit: 'ms' })
  })
}
