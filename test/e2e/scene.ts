import type { Sent } from '../../playground/shared/emulator.ts'
import type { BrowserPage } from '../tools/open-browser.mjs'

/** What the page leaves for the console. */
export interface PageEmulator {
  requests: Sent[]
  setFaults(faults: readonly object[]): void
  setPace(pace: number): void
}

/** A page of the playground, with the verbs of its tabs. */
export interface Playground extends BrowserPage {
  /** Loads the page anew, at a tab, perhaps with the state of its form. */
  open(tab: string, state?: string): Promise<void>
  /** Fills the prompt of a tab. */
  prompt(tab: string, text: string): Promise<void>
  /** Presses the button that asks. */
  ask(tab: string): Promise<void>
  until(tab: string, state: string): Promise<void>
  text(selector: string): Promise<string>
  count(selector: string): Promise<number>
  /** What the page has asked of its emulator. */
  requests(): Promise<Sent[]>
  setFaults(...faults: readonly object[]): Promise<void>
  /** Milliseconds between the pieces of a stream; 4 after `open`, where a reader of the page has 25. */
  setPace(pace: number): Promise<void>
}

/** What a browser is put through: the rule as a sentence, and how it is seen. */
export type Scenes = Readonly<Record<string, (page: Playground) => Promise<void>>>

/** The page of a browser as a playground at this address. */
export function toPlayground(page: BrowserPage, address: string): Playground {
  let visits = 0
  const setPace = (pace: number): Promise<void> =>
    page.evaluate((pace) => (globalThis as unknown as { emulator: PageEmulator }).emulator.setPace(pace), pace)
  return {
    ...page,
    setPace,
    async open(tab, state = '') {
      // Another query each time: a new hash alone loads nothing.
      await page.goto(`${address}?${++visits}#${tab}${state && '?'}${state}`)
      await page.waitFor((tab) => document.querySelector(`#${tab} .ask-button`), tab)
      await setPace(4)
    },
    prompt: (tab, text) => page.fill(`#${tab} [name="prompt"]`, text),
    ask: (tab) => page.click(`#${tab} .ask-button`),
    until: (tab, state) =>
      page.waitFor(([tab, state]) => (document.querySelector(`#${tab}`) as HTMLElement).dataset.state === state, [
        tab,
        state,
      ] as const),
    text: (selector) => page.evaluate((selector) => document.querySelector(selector)?.textContent ?? '', selector),
    count: (selector) => page.evaluate((selector) => document.querySelectorAll(selector).length, selector),
    requests: () => page.evaluate(() => (globalThis as unknown as { emulator: PageEmulator }).emulator.requests),
    setFaults: (...faults) =>
      page.evaluate(
        (faults) => (globalThis as unknown as { emulator: PageEmulator }).emulator.setFaults(faults),
        faults,
      ),
  }
}
