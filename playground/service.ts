import { type CallOptions, type ChatProvider, type ImageProvider, pollinationsClassic } from 'blossom-ai'
import { find } from './find.ts'

/** What every call of the page gets from the switch. */
export type ServiceOptions = Pick<CallOptions<ImageProvider & ChatProvider>, 'apiKey' | 'provider'>

const notes = {
  emulator: 'Emulator: answered on your machine, with no key and no network.',
  anonymous: 'Live without a key: the anonymous hosts, one picture in 45 seconds.',
  keyed: 'Live at gen.pollinations.ai. Your key goes there alone, and is forgotten when you leave.',
}

/**
 * The switch between the emulator and the real hosts.
 *
 * @returns Reads the switch and the key at the moment of a call. The key lives in its field alone.
 */
export function createService(form: HTMLFormElement): () => ServiceOptions {
  const live = find<HTMLInputElement>(form, '[name="live"]')
  const key = find<HTMLInputElement>(form, '[name="key"]')
  const note = find(form, '.note')
  const emulator = pollinationsClassic({
    image: `${location.origin}/emulator/image.pollinations.ai`,
    text: `${location.origin}/emulator/text.pollinations.ai`,
  })

  function show(): void {
    const mode = !live.checked ? 'emulator' : key.value.trim() ? 'keyed' : 'anonymous'
    find(form, '.key').hidden = !live.checked
    // Written only when it is news: each writing is read out.
    if (note.textContent !== notes[mode]) note.textContent = notes[mode]
  }
  form.addEventListener('input', show)
  form.addEventListener('submit', (event) => event.preventDefault())
  show()

  return () => {
    if (!live.checked) return { provider: emulator }
    const apiKey = key.value.trim()
    return apiKey ? { apiKey } : {}
  }
}
