import { createPageEmulator } from './shared/emulator.ts'
import { find } from './shared/find.ts'
import { h } from './shared/h.ts'
import type { Page } from './shared/panel.ts'
import { createService } from './shared/service.ts'
import { readState } from './shared/share.ts'
import { createTablist } from './shared/tablist.ts'

type Build = (root: HTMLElement, page: Page) => void

/** Each tab is fetched when it is opened for the first time. */
const tabs: Readonly<Record<string, () => Promise<Build>>> = {
  image: async () => (await import('./tabs/image.ts')).buildImage,
  text: async () => (await import('./tabs/text.ts')).buildText,
  chat: async () => (await import('./tabs/chat.ts')).buildChat,
  speech: async () => (await import('./tabs/speech.ts')).buildSpeech,
  object: async () => (await import('./tabs/object.ts')).buildObject,
  batch: async () => (await import('./tabs/batch.ts')).buildBatch,
  faults: async () => (await import('./tabs/faults.ts')).buildFaults,
}
const names = Object.keys(tabs)
const emulator = createPageEmulator()
// For the console: every request that the page has made on the emulator, what shall go wrong there, and its pace.
Object.assign(globalThis, { emulator })

const service = createService(find<HTMLFormElement>(document, '#service'), emulator)
const built = new Set<string>()
let first = ''
let state = ''
let shown = ''

async function open(name: string): Promise<void> {
  for (const panel of document.querySelectorAll<HTMLElement>('.panel')) panel.hidden = panel.id !== name
  if (shown && shown !== name) history.replaceState(null, '', `#${name}`)
  shown = name
  if (built.has(name)) return
  built.add(name)
  const root = find(document, `#${name}`)
  let build: Build | undefined
  try {
    build = await tabs[name]?.()
  } catch {
    built.delete(name)
    const words = 'This part of the page could not be loaded. Look at your connection, then press the tab again.'
    root.replaceChildren(h('p', { class: 'lost', role: 'alert' }, words))
  }
  build?.(root, { service, state: name === first ? state : '' })
}

const select = createTablist(find(document, '#tabs'), (tab) => void open(tab.getAttribute('aria-controls') ?? ''))

/** Shows the tab in the address. A form that is there already takes the state; one that is not is built with it. */
function follow(): void {
  ;[, first = '', state = ''] = /^#(\w+)\??(.*)$/.exec(location.hash) ?? []
  select(Math.max(0, names.indexOf(first)))
  const form = document.querySelector<HTMLFormElement>(`.panel:not([hidden]) form`)
  if (!form) return
  form.reset()
  readState(form, state)
  for (const type of ['input', 'change']) form.dispatchEvent(new Event(type))
}
addEventListener('hashchange', follow)
follow()
