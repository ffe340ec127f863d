import { type Attributes, h } from './h.ts'

/** A control under its label. */
function labelled(label: string, control: HTMLElement, wide: boolean): HTMLLabelElement {
  return h('label', { class: wide ? 'field wide' : 'field' }, h('span', {}, label), control)
}

/** Several lines of text. With `enter`, Enter asks and Shift + Enter begins a new line. */
export function areaField(
  name: string,
  label: string,
  value: string,
  { enter = false, ...attributes }: Attributes & { enter?: boolean } = {},
): HTMLLabelElement {
  const more = enter ? { 'data-enter': true, enterkeyhint: 'go' } : {}
  const area = h('textarea', { name, rows: 2, ...more, ...attributes }, value)
  return labelled(label, area, true)
}

export function textField(name: string, label: string, attributes: Attributes = {}): HTMLLabelElement {
  return labelled(label, h('input', { type: 'text', name, autocomplete: 'off', ...attributes }), true)
}

export function numberField(name: string, label: string, attributes: Attributes = {}): HTMLLabelElement {
  const mode = attributes.step === undefined ? 'numeric' : 'decimal'
  return labelled(label, h('input', { type: 'number', name, inputmode: mode, ...attributes }), false)
}

export function choiceField(
  name: string,
  label: string,
  choices: readonly string[],
  chosen?: string,
): HTMLLabelElement {
  const options = choices.map((choice) => h('option', { value: choice, selected: choice === chosen }, choice))
  return labelled(label, h('select', { name }, ...options), false)
}

export function switchField(name: string, label: string, checked = false): HTMLLabelElement {
  return h('label', { class: 'check' }, h('input', { type: 'checkbox', name, checked }), label)
}

/** Controls side by side. */
export function row(...fields: readonly HTMLElement[]): HTMLElement {
  return h('div', { class: 'row' }, ...fields)
}

/** Switches under a common name. */
export function switches(label: string, ...fields: readonly HTMLElement[]): HTMLElement {
  return h('fieldset', { class: 'switches' }, h('legend', {}, label), ...fields)
}
