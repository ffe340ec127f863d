import type { Snippets } from '../code/snippets.ts'
import { createCodePanel } from './code-panel.ts'
import { createErrorCard } from './error-card.ts'
import { find } from './find.ts'
import { type Child, h } from './h.ts'
import type { Service } from './service.ts'
import { readState, writeState } from './share.ts'

/** What a tab is made of. */
export interface PanelParts {
  /** The name in the address, and the beginning of the ids. */
  name: string
  title: string
  lead: string
  /** The function of the library that the tab shows. */
  call: string
  fields: readonly HTMLElement[]
  /** The words of the button. */
  ask: string
  /** What stands in the stage before there is anything. */
  empty: string
  /** What the stage holds. */
  stage: readonly Child[]
  /** What comes under the stage. */
  below?: readonly Child[]
  /** Stages that scroll need a name and a place in the Tab order. */
  stageLabel?: string
  write(form: HTMLFormElement): Snippets
}

/** What every tab gets from the page. */
export interface Page {
  service: Service
  /** The state in the address of the page, when it is of this tab. */
  state: string
}

/** Builds a tab: form, stage and code. */
export function createPanel(
  root: HTMLElement,
  page: Page,
  parts: PanelParts,
): { form: HTMLFormElement; update(): void } {
  const actions = h(
    'div',
    { class: 'actions' },
    h('button', { type: 'submit', class: 'ask-button' }, parts.ask),
    h('button', { type: 'button', class: 'stop', 'aria-disabled': 'true' }, 'Stop'),
    // The seconds are for the eyes alone: as words of the status line each of them would be read aloud.
    h('div', { class: 'told' }, h('p', { role: 'status' }), ' ', h('span', { class: 'left', 'aria-hidden': 'true' })),
  )
  const form = h('form', { class: 'ask', novalidate: true, autocomplete: 'off' }, ...parts.fields, actions)
  const bud = h('div', { class: 'bud' }, h('p', {}, parts.empty))
  bud.prepend(find<HTMLTemplateElement>(document, '#flower').content.cloneNode(true))
  const scrolls = parts.stageLabel ? { role: 'region', 'aria-label': parts.stageLabel, tabindex: 0 } : {}
  const stage = h('div', { class: 'stage', ...scrolls }, bud, ...parts.stage, createErrorCard())
  const result = h('div', { class: 'result' }, stage, ...(parts.below ?? []))
  const code = createCodePanel(parts.name, () => parts.write(form))

  readState(form, page.state)
  let clock = 0
  function update(): void {
    code.update()
    clearTimeout(clock)
    // Browsers allow about a hundred changes of the address in half a minute.
    clock = window.setTimeout(() => {
      const state = writeState(form)
      if (!root.hidden) history.replaceState(null, '', `#${parts.name}${state && '?'}${state}`)
    }, 400)
  }
  form.addEventListener('input', update)
  page.service.onChange(code.update)
  root.dataset.state = 'idle'
  root.replaceChildren(
    h('header', {}, h('h2', {}, parts.title), h('p', {}, parts.lead), h('code', {}, parts.call)),
    h('div', { class: 'work' }, form, result),
    code.element,
  )
  code.update()
  return { form, update }
}
