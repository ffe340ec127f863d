import { testInChromium, useChromium } from '../../e2e/in-chromium.ts'
import { note } from './goals.ts'

const play = useChromium()

testInChromium('the playground has no long task while words and objects stream', { timeout: 300_000 }, (context) =>
  play(async ({ page, open, ask, until }) => {
    for (const tab of ['text', 'chat', 'object']) await open(tab)
    await page.evaluate(() => {
      const { tasks } = Object.assign(globalThis, { tasks: [] as number[] })
      new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
        type: 'longtask',
      })
    })
    const takeTasks = () => page.evaluate(() => (globalThis as unknown as { tasks: number[] }).tasks.splice(0))
    for (const tab of ['text', 'chat', 'object']) {
      await open(tab)
      let value = Number.POSITIVE_INFINITY
      // Something else on the machine stretches any task; one that is long by itself is there in each round.
      for (let round = 0; round < 4 && value > 50; round++) {
        await takeTasks()
        await page.fill(`#${tab} [name="prompt"]`, 'Tell me of trees')
        await ask(tab)
        await until(tab, 'busy')
        await until(tab, 'done')
        value = Math.min(value, Math.max(0, ...(await takeTasks())))
      }
      // Chromium tells of none that is shorter.
      note(context, {
        title: `The playground's ${tab} while it streams: the longest task`,
        goal: 50,
        value,
        unit: 'ms',
      })
    }
  }),
)
