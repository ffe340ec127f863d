import { generateImage, imageUrl } from 'blossom-ai'
import { find, readNumber, setFact } from './find.ts'
import { createPanel } from './panel.ts'
import type { ServiceOptions } from './service.ts'

/** The first panel: a prompt and its picture. */
export function createPicture(panel: HTMLElement, service: () => ServiceOptions): void {
  const form = find<HTMLFormElement>(panel, 'form')
  const prompt = find<HTMLTextAreaElement>(form, '[name="prompt"]')
  const field = (name: string) => find<HTMLInputElement>(form, `[name="${name}"]`)
  const picture = find<HTMLImageElement>(panel, '.stage img')
  const address = find<HTMLAnchorElement>(panel, '.address a')

  const readSize = () => ({ width: readNumber(field('width')), height: readNumber(field('height')) })

  /** The address is made while you type: `imageUrl` asks nobody. */
  function showAddress(seed = readNumber(field('seed'))): void {
    try {
      address.href = address.textContent = imageUrl(prompt.value, { ...readSize(), seed })
    } catch (error) {
      address.removeAttribute('href')
      address.textContent = error instanceof Error ? error.message : ''
    }
  }

  createPanel(panel, {
    async start({ signal, onEvent }) {
      for (const name of ['size', 'type', 'seed']) setFact(panel, name, '—')
      const words = prompt.value
      const seed = readNumber(field('seed')) ?? 'random'
      const media = await generateImage(words, { ...readSize(), seed, ...service(), signal, onEvent })
      await showPicture(picture, media.blob)
      signal.throwIfAborted()
      picture.alt = words
      setFact(panel, 'size', `${picture.naturalWidth} × ${picture.naturalHeight}`)
      setFact(panel, 'type', media.mediaType)
      setFact(panel, 'seed', `${media.seed ?? 'its own'}`)
      showAddress(media.seed)
      return 'Here it is.'
    },
    stopped: () => 'Stopped. The connection is closed.',
  })
  form.addEventListener('input', () => showAddress())
  showAddress()
}

/** Shows a picture, and lets go of the one before. */
async function showPicture(picture: HTMLImageElement, blob: Blob): Promise<void> {
  const before = picture.src
  picture.src = URL.createObjectURL(blob)
  URL.revokeObjectURL(before)
  await picture.decode()
  picture.hidden = false
}
