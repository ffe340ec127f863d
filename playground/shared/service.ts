import type { CallOptions, Fetch } from 'blossom-ai'
import type { PageEmulator } from './emulator.ts'
import { find } from './find.ts'
import { isFramed } from './framed.ts'

/** What every call of the page gets from the switch. */
export type ServiceOptions = Pick<CallOptions, 'apiKey'> & { fetch?: Fetch }

export interface Service {
  /** Read at the moment of a call. On the emulator a made-up key is as good as any. */
  options(needs?: 'key'): ServiceOptions
  /** Whether the call sends a key of the reader's, so that the code must show where it comes from. */
  hasKey(): boolean
  emulator: PageEmulator
  onChange(listener: () => void): void
}

const notes = {
  framed: 'Emulator only: another page shows this one in a frame. Open it in a tab of its own to go live.',
  emulator: 'Emulator: answered on your machine, with no key and no network.',
  anonymous: 'Live without a key: the anonymous hosts, one picture in 45 seconds.',
  keyed: 'Live at gen.pollinations.ai. Your key goes there alone, and is forgotten when you leave.',
}

/** A key for the emulator, which takes any that looks like one. */
export const emulatorKey = 'sk_for_the_emulator'

/** The switch between the emulator and the real hosts. The key lives in its field alone. */
export function createService(form: HTMLFormElement, emulator: PageEmulator): Service {
  const live = find<HTMLInputElement>(form, '[name="live"]')
  const key = find<HTMLInputElement>(form, '[name="key"]')
  const note = find(form, '.note')
  const listeners: (() => void)[] = []
  const framed = isFramed()
  const isLive = () => live.checked && !framed
  const keyNow = () => (isLive() ? key.value.trim() : '')
  live.disabled = framed

  function show(): void {
    const mode = framed ? 'framed' : !isLive() ? 'emulator' : keyNow() ? 'keyed' : 'anonymous'
    find(form, '.key').hidden = !isLive()
    // Written only when it is news: each writing is read out.
    if (note.textContent !== notes[mode]) note.textContent = notes[mode]
    for (const listener of listeners) listener()
  }
  form.addEventListener('input', show)
  form.addEventListener('submit', (event) => event.preventDefault())
  show()

  return {
    options(needs) {
      if (!isLive()) return { fetch: emulator.fetch, ...(needs ? { apiKey: emulatorKey } : {}) }
      return keyNow() ? { apiKey: keyNow() } : {}
    },
    hasKey: () => keyNow() !== '',
    emulator,
    onChange: (listener) => listeners.push(listener),
  }
}
