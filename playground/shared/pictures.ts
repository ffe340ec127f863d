import { h } from './h.ts'

/** More than this the hosts do not take in one message. */
const mostBytes = 5_000_000
const mostPictures = 4

/** Pictures to go along: from the file dialog, pasted, or dropped on the form. */
export interface Pictures {
  element: HTMLElement
  files(): readonly File[]
  clear(): void
}

/** A megabyte as people count it. */
const inMegabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`

export function createPictures(onChange: () => void): Pictures {
  const input = h('input', { type: 'file', name: 'pictures', accept: 'image/*', multiple: true, class: 'unseen' })
  const label = h('label', { class: 'quiet pick' }, input, 'Add pictures')
  const list = h('ul', { class: 'picked', 'aria-label': 'Pictures to send' })
  const note = h('p', { class: 'picked-note', role: 'alert' })
  const element = h('div', { class: 'pictures' }, label, h('span', { class: 'hint' }, 'or paste one'), list, note)
  let files: File[] = []

  function refusal(file: File): string | undefined {
    if (!file.type.startsWith('image/')) return `${file.name} is no picture, so it was not added.`
    if (file.size > mostBytes)
      return `${file.name} has ${inMegabytes(file.size)}. A picture may have ${inMegabytes(mostBytes)} here: make it smaller, then add it again.`
    if (files.length >= mostPictures) return `${mostPictures} pictures go into one message; ${file.name} was not added.`
    return undefined
  }
  function add(more: Iterable<File>): void {
    const refused: string[] = []
    for (const file of more) {
      const words = refusal(file)
      if (words) refused.push(words)
      else {
        files.push(file)
        list.append(show(file))
      }
    }
    note.textContent = refused.join(' ')
    onChange()
  }
  function show(file: File): HTMLElement {
    const source = URL.createObjectURL(file)
    const remove = h('button', { type: 'button', class: 'quiet', 'aria-label': `Take ${file.name} away` }, '×')
    const item = h('li', {}, h('img', { src: source, alt: file.name }), remove)
    remove.addEventListener('click', () => {
      files = files.filter((other) => other !== file)
      URL.revokeObjectURL(source)
      item.remove()
      note.textContent = ''
      input.focus()
      onChange()
    })
    return item
  }
  input.addEventListener('change', () => {
    add(input.files ?? [])
    // So that the same file may be chosen again.
    input.value = ''
  })
  document.addEventListener('paste', (event) => {
    const pasted = event.clipboardData?.files ?? []
    if (element.checkVisibility?.() !== false && pasted.length > 0) add(pasted)
  })

  return {
    element,
    files: () => files,
    clear() {
      files = []
      for (const image of list.querySelectorAll('img')) URL.revokeObjectURL(image.src)
      list.replaceChildren()
      note.textContent = ''
    },
  }
}
