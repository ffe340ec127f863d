/** The one element inside `root` that a selector names; the page is broken without it. */
export function find<E extends Element = HTMLElement>(root: ParentNode, selector: string): E {
  const element = root.querySelector<E>(selector)
  if (!element) throw new Error(`The page has no ${selector}`)
  return element
}

/** Writes a fact of a panel's list. Everything on this page is set as text, never as markup. */
export function setFact(panel: ParentNode, name: string, text: string): void {
  find(panel, `[data-fact="${name}"]`).textContent = text
}

/** A number from a number field: undefined when it is empty, NaN when it holds something else. */
export function readNumber(input: HTMLInputElement): number | undefined {
  return input.value === '' && !input.validity.badInput ? undefined : input.valueAsNumber
}

/** Milliseconds as a reader wants them. */
export function toSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`
}
