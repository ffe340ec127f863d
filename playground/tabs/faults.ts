import { type CallEvent, generateImage, isBlossomError, streamText } from 'blossom-ai'
import { faultCode } from '../code/faults.ts'
import { toSeconds } from '../shared/facts.ts'
import { find } from '../shared/find.ts'
import { h } from '../shared/h.ts'
import { createPanel, type Page } from '../shared/panel.ts'
import { readText } from '../shared/read.ts'
import { emulatorKey } from '../shared/service.ts'
import { createTask, type Run } from '../shared/task.ts'
import { type Scenario, scenarios } from './fault-list.ts'

const first = 'rate'

function chosen(form: HTMLFormElement): Scenario {
  return scenarios[readText(form, 'fault')] ?? (scenarios[first] as Scenario)
}

function createChoice(): HTMLElement {
  const options = Object.entries(scenarios).map(([name, { title, says }]) =>
    h(
      'label',
      { class: 'option' },
      h('input', { type: 'radio', name: 'fault', value: name, checked: name === first }),
      h('span', {}, h('strong', {}, title), h('span', {}, says)),
    ),
  )
  return h('fieldset', { class: 'options' }, h('legend', {}, 'What goes wrong'), ...options)
}

/** What an error of the library carries, by the names that a program uses. */
function createRaw(error: unknown): HTMLElement[] {
  if (!isBlossomError(error)) return []
  const { name, code, status, retryable, retryAfter, partial, requestId, context } = error
  const facts = { class: name, code, status, retryable, retryAfter, requestId, url: context.url, partial }
  return Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, `${value}`)))
}

function describe(event: CallEvent): string | undefined {
  if (event.type === 'request') return `try ${event.attempt}: ${event.method} ${event.url}`
  if (event.type === 'response') return `answer: ${event.status} after ${toSeconds(event.ms)}`
  if (event.type === 'retry') return `${event.error.code}: again in ${toSeconds(event.delay)}`
  if (event.type === 'done') return `done in ${toSeconds(event.ms)}`
  return undefined
}

/** Things that go wrong, and what the library says of them. */
export function buildFaults(root: HTMLElement, page: Page): void {
  const log = h('ol', { class: 'log', 'aria-label': 'What happened' })
  const text = h('p', { class: 'text' })
  const raw = h('dl', { class: 'raw' })
  const { form, update } = createPanel(root, page, {
    name: 'faults',
    title: 'Faults',
    lead: 'Things go wrong, always on the emulator. See what the error says, and what your program sees.',
    call: 'isBlossomError',
    fields: [createChoice()],
    ask: 'Let it go wrong',
    empty: 'What happens will stand here, line by line.',
    stage: [log, text],
    stageLabel: 'What happened',
    below: [raw],
    write(form) {
      const { call, prompt, options, faults, key = false } = chosen(form)
      return faultCode({ call, prompt, options, faults, key })
    },
  })

  async function suffer({ call, prompt, options, key, faults }: Scenario, { signal, onEvent }: Run): Promise<string> {
    const { emulator } = page.service
    const given = {
      ...options,
      ...(key ? { apiKey: emulatorKey } : {}),
      fetch: emulator.fetch,
      signal,
      onEvent(event: CallEvent) {
        onEvent(event)
        const words = describe(event)
        if (words) log.append(h('li', {}, words))
      },
    }
    emulator.setFaults(faults)
    try {
      if (call === 'generateImage') {
        const { mediaType, blob } = await generateImage(prompt, given)
        return `It went well after all: ${mediaType}, ${blob.size} bytes.`
      }
      for await (const piece of streamText(prompt, given)) text.append(piece)
      return 'It went well after all.'
    } finally {
      emulator.setFaults([])
    }
  }

  createTask(root, {
    async start(run) {
      log.replaceChildren()
      text.textContent = ''
      raw.replaceChildren()
      try {
        return await suffer(chosen(form), run)
      } catch (error) {
        if (!run.signal.aborted) raw.replaceChildren(...createRaw(error))
        throw error
      }
    },
    stopped: () => 'Stopped. The connection is closed.',
  })
  form.addEventListener('change', () => {
    if (root.dataset.state !== 'busy') root.dataset.state = 'idle'
    find(root, '.error').hidden = true
    log.replaceChildren()
    text.textContent = ''
    raw.replaceChildren()
  })
  update()
}
