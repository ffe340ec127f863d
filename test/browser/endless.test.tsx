import { render } from '@testing-library/react'
import { expect, inject, test, vi } from 'vitest'
import { cdp, commands, server } from 'vitest/browser'
import { pollinations } from '../../src/index.ts'
import { useText } from '../../src/react/index.ts'

const origin = inject('endless')
const paced = pollinations(`${origin}/gen.pollinations.ai`)
const atOnce = pollinations(`${origin}/at-once/gen.pollinations.ai`)

function Story({ provider, tell }: { provider: typeof paced; tell(text: string): void }) {
  const { text, status } = useText('Tell me a very long story', { provider, apiKey: 'sk_test' })
  tell(text)
  // In ten parts, of which one grows, and in lines that need no breaking: what is measured is the hook, not how a browser
  // lays out 50 kB again for each frame.
  return (
    <pre title={status} style={{ blockSize: 200, overflow: 'auto', contain: 'strict' }}>
      {text.split(/(?=\n\d*000 )/).map((part, at) => (
        <div key={at}>{part}</div>
      ))}
    </pre>
  )
}

/** Shows a text of 10,000 pieces to its end. Gives how often it was rendered. */
async function showAll(provider = paced): Promise<number> {
  const tell = vi.fn()
  const { container, unmount } = render(<Story provider={provider} tell={tell} />)
  const page = container.querySelector('pre')
  await vi.waitFor(() => expect(page?.title).toBe('done'), { timeout: 20_000, interval: 100 })
  expect(page?.textContent?.match(/leaf/g)?.length).toBe(9500)
  unmount()
  return tell.mock.calls.length
}

if (server.browser === 'chromium') {
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

  test('10,000 pieces keep the page free: no task takes 50 ms, at a quarter of the speed', {
    timeout: 60_000,
  }, async () => {
    const session = cdp() as never as { send(method: string, params: object): Promise<void> }
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    try {
      // The first render on a page compiles React: one task of more than 100 ms, which is no streaming.
      await showAll(atOnce)
      for (const [name, provider] of Object.entries({ paced, atOnce })) {
        let renders = 0
        const longest = await longestTask(async () => {
          renders = await showAll(provider)
        })
        console.info(`${name}: ${renders} renders; the longest task: ${longest.toFixed(1)} ms`)
        expect(longest).toBeLessThan(50)
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
  test('10,000 pieces leave no gap of 200 ms between two frames', { retry: 3, timeout: 30_000 }, async () => {
    const gaps: number[] = []
    let last = performance.now()
    let frame = requestAnimationFrame(function next() {
      const now = performance.now()
      gaps.push(now - last)
      last = now
      frame = requestAnimationFrame(next)
    })
    const renders = await showAll()
    cancelAnimationFrame(frame)
    console.info(`${renders} renders in ${gaps.length} frames; the longest gap: ${Math.max(...gaps)} ms`)
    expect(renders).toBeLessThanOrEqual(gaps.length + 4)
    expect(Math.max(...gaps)).toBeLessThan(200)
  })
}
