function control(form: HTMLFormElement, name: string): HTMLInputElement {
  return form.elements.namedItem(name) as HTMLInputElement
}

export function readText(form: HTMLFormElement, name: string): string {
  return control(form, name).value
}

/** A text that may be left out. */
export function readOptional(form: HTMLFormElement, name: string): string | undefined {
  return readText(form, name).trim() || undefined
}

/** A number: undefined when the field is empty, NaN, which the library refuses, when it holds something else. */
export function readNumber(form: HTMLFormElement, name: string): number | undefined {
  const input = control(form, name)
  return input.value === '' && !input.validity.badInput ? undefined : input.valueAsNumber
}

/** True, or undefined so that the option is left out. */
export function readSwitch(form: HTMLFormElement, name: string): true | undefined {
  return control(form, name).checked || undefined
}
