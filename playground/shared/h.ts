export type Child = Node | string
export type Attributes = Record<string, string | number | boolean | undefined>

/** Makes an element. Its words are set as text and its attributes by name, so nothing here can become markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '')
    else if (value !== undefined && value !== false) element.setAttribute(name, `${value}`)
  }
  element.append(...children)
  return element
}
