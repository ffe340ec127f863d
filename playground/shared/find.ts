/** The one element inside `root` that a selector names; the page is broken without it. */
export function find<E extends Element = HTMLElement>(root: ParentNode, selector: string): E {
  const element = root.querySelector<E>(selector)
  if (!element) throw new Error(`The page has no ${selector}`)
  return element
}
