import { expect, type TestContext } from 'vitest'

/** What a test measured, and what it may be at most; `in-browser.mjs` reads it from the report. */
export interface Goal {
  title: string
  goal: number
  value: number
  unit: string
}

declare module 'vitest' {
  interface TaskMeta {
    goals?: Goal[]
  }
}

/** Notes what was measured. A value that is over fails the test in the end. */
export function note({ task }: Pick<TestContext, 'task'>, goal: Goal): void {
  task.meta.goals = [...(task.meta.goals ?? []), goal]
  expect.soft(goal.value, goal.title).toBeLessThanOrEqual(goal.goal)
}
