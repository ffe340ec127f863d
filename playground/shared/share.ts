type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** The controls that a link may carry: no key, no file, and no button. */
function controls(form: HTMLFormElement): Control[] {
  return [...form.elements].filter(
    (control): control is Control =>
      (control instanceof HTMLInputElement && !['password', 'file', 'submit'].includes(control.type)) ||
      control instanceof HTMLTextAreaElement ||
      control instanceof HTMLSelectElement,
  )
}

function isChanged(control: Control): boolean {
  if (control instanceof HTMLSelectElement) {
    const usual = [...control.options].find((option) => option.defaultSelected) ?? control.options[0]
    return control.value !== usual?.value
  }
  if (isBox(control)) return control.checked !== control.defaultChecked
  return control.value !== control.defaultValue
}

function isBox(control: Control): control is HTMLInputElement {
  return control.type === 'checkbox' || control.type === 'radio'
}

/** What differs from the form as it came, for the address of the page. */
export function writeState(form: HTMLFormElement): string {
  const state = new URLSearchParams()
  for (const control of controls(form)) {
    if (!isChanged(control) || (control.type === 'radio' && !(control as HTMLInputElement).checked)) continue
    state.set(control.name, control.type === 'checkbox' ? `${(control as HTMLInputElement).checked}` : control.value)
  }
  return `${state}`
}

/** Puts the state of an address into the form; names that it does not know are passed over. */
export function readState(form: HTMLFormElement, text: string): void {
  const state = new URLSearchParams(text)
  for (const control of controls(form)) {
    const value = state.get(control.name)
    if (value === null) continue
    if (control.type === 'checkbox') (control as HTMLInputElement).checked = value === 'true'
    else if (control.type === 'radio') (control as HTMLInputElement).checked = value === control.value
    else control.value = value
  }
}
