import { h } from './h.ts'

/** A button that copies a text and says that it did. */
export function createCopyButton(label: string, read: () => string): HTMLButtonElement {
  const button = h('button', { type: 'button', class: 'quiet' }, label)
  let clock = 0
  button.addEventListener('click', async () => {
    const done = await copy(read())
    button.textContent = done ? 'Copied' : 'Not allowed here'
    clearTimeout(clock)
    clock = window.setTimeout(() => {
      button.textContent = label
    }, 2000)
  })
  return button
}

/** Whether the text is in the clipboard now. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // On http:// pages there is no clipboard, and a browser may refuse: the old way still works in both.
    const area = h('textarea', { class: 'unseen', 'aria-hidden': 'true' }, text)
    const before = document.activeElement
    document.body.append(area)
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    if (before instanceof HTMLElement) before.focus()
    return done
  }
}
