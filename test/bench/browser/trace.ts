import type { BrowserCommand } from 'vitest/node'

declare module 'vitest/browser' {
  interface BrowserCommands {
    startTrace(): Promise<void>
    /** Gives the time on the CPU of each task of the page's main thread between two marks. Milliseconds. */
    stopTrace(from: string, to: string): Promise<number[]>
  }
}

interface TraceEvent {
  name: string
  pid: number
  tid: number
  ts: number
  dur?: number
  tdur?: number
}

/** Begins a trace of Chromium. */
export const startTrace: BrowserCommand<[]> = async ({ page }) => {
  const categories = ['blink.user_timing', 'disabled-by-default-devtools.timeline']
  await page.context().browser()?.startTracing(undefined, { categories })
}

/** Ends it. A task is counted with its microtasks, which is where a stream is read. */
export const stopTrace: BrowserCommand<[from: string, to: string]> = async ({ page }, from, to) => {
  const trace = await page.context().browser()?.stopTracing()
  const { traceEvents }: { traceEvents: TraceEvent[] } = JSON.parse(`${trace}`)
  const [begin, end] = [from, to].map((mark) => traceEvents.find(({ name }) => name === mark))
  if (!begin || !end) throw new Error('The marks are not in the trace.')
  return traceEvents
    .filter(({ name, pid, tid }) => name === 'RunTask' && pid === begin.pid && tid === begin.tid)
    .filter(({ ts, dur = 0 }) => ts + dur >= begin.ts && ts <= end.ts)
    .map(({ tdur = 0 }) => tdur / 1000)
}
