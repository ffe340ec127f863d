import type { ImageParameters, Media } from 'blossom-ai'
import { save } from 'blossom-ai/save'
import { createCopyButton } from './copy.ts'
import { h } from './h.ts'

/** One picture and how it came about. */
export interface Shot {
  prompt: string
  options: ImageParameters
  media: Media
  /** For an `<img>`. */
  source: string
}

/** So many are kept; the oldest goes first. */
const most = 24

/** The pictures so far as small buttons, and what can be done with the one that is shown. */
export function createGallery(hooks: { show(shot: Shot): Promise<void>; again(shot: Shot): void }): {
  element: HTMLElement
  add(shot: Omit<Shot, 'source'>): Shot
} {
  const strip = h('ul', { class: 'strip', 'aria-label': 'Pictures so far' })
  const again = h('button', { type: 'button', class: 'quiet', 'data-asks': true }, 'Another one')
  const download = h('button', { type: 'button', class: 'quiet' }, 'Download')
  const copy = createCopyButton('Copy the link', () => shown?.media.url ?? '')
  const element = h(
    'div',
    { class: 'gallery', hidden: true },
    h('div', { class: 'tools' }, again, download, copy),
    strip,
  )
  let shown: Shot | undefined

  function mark(shot: Shot, chosen: HTMLElement): void {
    shown = shot
    for (const button of strip.querySelectorAll('button')) button.setAttribute('aria-pressed', `${button === chosen}`)
  }
  again.addEventListener('click', () => shown && hooks.again(shown))
  download.addEventListener('click', () => {
    if (shown) void save(shown.media, nameOf(shown))
  })

  return {
    element,
    add(given) {
      const shot = { ...given, source: URL.createObjectURL(given.media.blob) }
      const image = h('img', { src: shot.source, alt: `${shot.prompt}, seed ${shot.media.seed ?? 'its own'}` })
      const button = h('button', { type: 'button', class: 'thumb' }, image)
      button.addEventListener('click', () => {
        mark(shot, button)
        void hooks.show(shot)
      })
      strip.prepend(h('li', {}, button))
      mark(shot, button)
      element.hidden = false
      const oldest = strip.children.length > most ? strip.lastElementChild : null
      URL.revokeObjectURL(oldest?.querySelector('img')?.src ?? '')
      oldest?.remove()
      return shot
    },
  }
}

function nameOf({ prompt, media }: Shot): string {
  const words = prompt.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['picture']
  const end = media.mediaType.split('/')[1] ?? 'png'
  return `${words.slice(0, 6).join('-')}.${end}`
}
