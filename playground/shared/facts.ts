import { find } from './find.ts'
import { h } from './h.ts'

/** A list of facts under a result, each a dash until it is known. */
export function createFacts(names: Readonly<Record<string, string>>): HTMLElement {
  const rows = Object.entries(names).map(([name, label]) =>
    h('div', {}, h('dt', {}, label), h('dd', { 'data-fact': name }, '—')),
  )
  return h('dl', { class: 'facts' }, ...rows)
}

/** Writes a fact. */
export function setFact(root: ParentNode, name: string, text: string): void {
  find(root, `[data-fact="${name}"]`).textContent = text
}

/** Back to dashes. */
export function clearFacts(root: ParentNode): void {
  for (const fact of root.querySelectorAll('[data-fact]')) fact.textContent = '—'
}

/** Milliseconds as a reader wants them. */
export function toSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`
}
