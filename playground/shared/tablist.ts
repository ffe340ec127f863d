/**
 * Tabs by the pattern of the ARIA Authoring Practices: one of them is in the Tab order, the arrows, Home and End move on.
 *
 * @returns Selects a tab by its number.
 */
export function createTablist(list: HTMLElement, onSelect: (tab: HTMLElement) => void): (at: number) => void {
  const tabs = [...list.querySelectorAll<HTMLElement>('[role="tab"]')]
  function select(at: number): void {
    for (const [number, tab] of tabs.entries()) {
      const selected = number === at
      tab.setAttribute('aria-selected', `${selected}`)
      tab.tabIndex = selected ? 0 : -1
      if (selected) onSelect(tab)
    }
  }
  list.addEventListener('click', (event) => {
    const tab = event.target instanceof Element ? event.target.closest<HTMLElement>('[role="tab"]') : null
    if (tab) select(tabs.indexOf(tab))
  })
  list.addEventListener('keydown', (event) => {
    const now = tabs.indexOf(document.activeElement as HTMLElement)
    const last = tabs.length - 1
    const next = { ArrowRight: now < last ? now + 1 : 0, ArrowLeft: now > 0 ? now - 1 : last, Home: 0, End: last }[
      event.key
    ]
    if (now < 0 || next === undefined) return
    event.preventDefault()
    select(next)
    tabs[next]?.focus()
  })
  return select
}
