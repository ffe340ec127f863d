import type { Media } from 'blossom-ai'
import { h } from './h.ts'

/** A place for each picture of a batch. */
export function createTray(): {
  element: HTMLElement
  begin(prompts: readonly string[]): void
  wait(place: number): void
  show(place: number, media: Media): void
  refuse(place: number, code: string, words: string): void
} {
  const element = h('ol', { class: 'tray' })
  function fill(place: number, state: string, ...content: readonly Node[]): void {
    const item = element.children[place]
    if (!(item instanceof HTMLElement)) return
    item.dataset.state = state
    item.replaceChildren(...content)
  }

  return {
    element,
    begin(prompts) {
      for (const image of element.querySelectorAll('img')) URL.revokeObjectURL(image.src)
      element.replaceChildren(...prompts.map((prompt) => h('li', { 'data-state': 'waiting', title: prompt })))
    },
    wait: (place) => fill(place, 'busy'),
    show(place, { blob }) {
      const item = element.children[place]
      const title = item instanceof HTMLElement ? item.title : ''
      fill(place, 'done', h('img', { src: URL.createObjectURL(blob), alt: title }))
    },
    refuse: (place, code, words) => fill(place, 'failed', h('code', {}, code), h('p', {}, words)),
  }
}
