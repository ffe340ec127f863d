import type { ToolCall } from 'blossom-ai'
import { h } from './h.ts'
import { createWriter } from './writer.ts'

/** An answer that is being written. */
export interface Answer {
  text(piece: string): void
  reasoning(piece: string): void
  toolCall(call: ToolCall): void
  toolResult(call: ToolCall, result: unknown): void
  end(): void
}

/** The list of what was said. */
export function createTalk(view: () => HTMLElement): {
  element: HTMLElement
  say(text: string, pictures: readonly File[]): HTMLElement
  answer(): Answer & { element: HTMLElement }
  clear(): void
} {
  const element = h('ol', { class: 'talk' })
  function toEnd(): void {
    view().scrollTop = view().scrollHeight
  }

  return {
    element,
    say(text, pictures) {
      const images = pictures.map((file) => h('img', { src: URL.createObjectURL(file), alt: file.name }))
      // A picture has its height only when it is there.
      for (const image of images) image.addEventListener('load', toEnd)
      const item = h('li', { class: 'said' }, ...images, ...(text.trim() ? [h('p', {}, text)] : []))
      element.append(item)
      toEnd()
      return item
    },
    answer() {
      const item = h('li', { class: 'answered' })
      element.append(item)
      toEnd()
      return { element: item, ...createAnswer(item, view()) }
    },
    clear() {
      for (const image of element.querySelectorAll('img')) URL.revokeObjectURL(image.src)
      element.replaceChildren()
    },
  }
}

function createAnswer(item: HTMLElement, view: HTMLElement): Answer {
  const calls = new Map<string, HTMLElement>()
  let words: ReturnType<typeof createWriter> | undefined
  let thoughts: ReturnType<typeof createWriter> | undefined
  function fold(summary: string, content: HTMLElement): HTMLElement {
    const details = h('details', {}, h('summary', {}, summary), content)
    item.append(details)
    return details
  }
  function endThoughts(): void {
    thoughts?.end()
    thoughts = undefined
  }
  return {
    reasoning(piece) {
      if (!thoughts) {
        const text = h('p')
        fold('Reasoning', text)
        thoughts = createWriter(text, view)
      }
      thoughts.write(piece)
    },
    text(piece) {
      endThoughts()
      if (!words) {
        const text = h('p', { class: 'text' })
        item.append(text)
        words = createWriter(text, view)
      }
      words.write(piece)
    },
    toolCall(call) {
      endThoughts()
      words?.end()
      words = undefined
      const text = h('pre', {}, call.argumentsText)
      calls.set(call.id, text)
      fold(`Called ${call.name}`, text)
    },
    toolResult(call, result) {
      calls.get(call.id)?.append(`\n→ ${typeof result === 'string' ? result : JSON.stringify(result)}`)
    },
    end() {
      endThoughts()
      words?.end()
    },
  }
}
