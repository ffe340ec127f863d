import type { Snippets } from '../code/snippets.ts'
import { createCopyButton } from './copy.ts'
import { h } from './h.ts'
import { highlight } from './highlight.ts'
import { createTablist } from './tablist.ts'

const places = { page: 'Page', react: 'React', node: 'Node' } as const
type Place = keyof typeof places

/** The lines that do what the form does, for a page, React and Node. `update` writes them anew. */
export function createCodePanel(name: string, write: () => Snippets): { element: HTMLElement; update(): void } {
  const tab = (place: Place) =>
    h(
      'button',
      { type: 'button', role: 'tab', id: `${name}-${place}`, 'aria-controls': `${name}-code`, 'data-place': place },
      places[place],
    )
  const tabs = h(
    'div',
    { class: 'code-tabs', role: 'tablist', 'aria-label': 'Code for' },
    tab('page'),
    tab('react'),
    tab('node'),
  )
  const code = h('code')
  const block = h('pre', { id: `${name}-code`, role: 'tabpanel', tabindex: 0 }, code)
  const copy = createCopyButton('Copy', () => code.textContent ?? '')
  let place: Place = 'page'
  let shown: string | undefined

  function update(): void {
    const text = write()[place]
    if (text === shown) return
    shown = text
    code.replaceChildren(...highlight(text))
  }
  createTablist(tabs, (tab) => {
    place = tab.dataset.place as Place
    block.setAttribute('aria-labelledby', tab.id)
    update()
  })(0)
  const element = h(
    'section',
    { class: 'code-panel', 'aria-label': 'The same in code' },
    h('div', { class: 'code-head' }, h('h3', {}, 'The same in code'), tabs, copy),
    block,
  )
  return { element, update }
}
