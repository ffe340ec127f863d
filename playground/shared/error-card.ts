import { isBlossomError } from 'blossom-ai'
import { find } from './find.ts'
import { h } from './h.ts'

/** Where a panel says what went wrong: what happened, what to do about it, and the code that a program would look at. */
export function createErrorCard(): HTMLElement {
  return h(
    'div',
    { class: 'error', role: 'alert', hidden: true },
    h('p', { class: 'message' }),
    h('p', { class: 'suggestion' }),
    h('code', { class: 'code' }),
  )
}

/** Fills the card, or hides it when there is no error. */
export function showError(card: HTMLElement, error: unknown): void {
  const known = isBlossomError(error)
  find(card, '.message').textContent = error === undefined ? '' : error instanceof Error ? error.message : `${error}`
  find(card, '.suggestion').textContent = known ? error.suggestion : ''
  find(card, '.code').textContent = known ? error.code : ''
  card.hidden = error === undefined
}
