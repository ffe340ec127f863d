import type { CallEvent } from 'blossom-ai'
import { showError } from './error-card.ts'
import { toSeconds } from './facts.ts'
import { find } from './find.ts'

/** What a panel hands to its call. */
export interface Run {
  signal: AbortSignal
  onEvent(event: CallEvent): void
  /** Writes the status line. */
  tell(words: string): void
  /** Milliseconds since the start. */
  elapsed(): number
}

/** How a panel makes its call. Both give the closing words for the status line. */
export interface TaskCall {
  start(run: Run): Promise<string>
  /** What there is to say when the reader has stopped it. */
  stopped(): string
}

export interface Task {
  /** Starts the call of the form, or another one; nothing happens while one is under way. */
  start(call?: TaskCall): Promise<void>
}

/**
 * The life of a panel: Enter in its prompt or its button starts the call, Stop or Escape ends it, and what happens stands
 * in the status line, or with its suggestion in the error card. `data-state` is for the style sheet.
 */
export function createTask(panel: HTMLElement, usual: TaskCall): Task {
  const form = find<HTMLFormElement>(panel, 'form')
  const ask = find<HTMLButtonElement>(panel, '.ask-button')
  const stop = find<HTMLButtonElement>(panel, '.stop')
  const stage = find(panel, '.stage')
  const card = find(panel, '.error')
  const status = find(panel, '[role="status"]')
  const left = find(panel, '.left')
  const time = panel.querySelector('[data-fact="time"]')
  let life: AbortController | undefined

  function tell(words: string): void {
    status.textContent = words
  }
  function show(state: 'busy' | 'done' | 'stopped' | 'error', words: string): void {
    const busy = state === 'busy'
    panel.dataset.state = state
    stage.setAttribute('aria-busy', `${busy}`)
    // Not `disabled`: that would throw the focus off a button that was just pressed.
    for (const button of panel.querySelectorAll('[data-asks]')) button.setAttribute('aria-disabled', `${busy}`)
    ask.setAttribute('aria-disabled', `${busy}`)
    stop.setAttribute('aria-disabled', `${!busy}`)
    tell(words)
  }

  async function start(call: TaskCall = usual): Promise<void> {
    if (life) return
    life = new AbortController()
    const { signal } = life
    const began = performance.now()
    const elapsed = () => performance.now() - began
    // When each call that waits is tried again: a batch has many of them under way.
    const waits = new Map<string, number>()
    const onEvent = (event: CallEvent) => {
      if (event.type === 'retry') waits.set(event.requestId, performance.now() + event.delay)
      else waits.delete(event.requestId)
      if (event.type === 'retry') tell(`Not yet (${event.error.code}). Trying again in ${toSeconds(event.delay)}.`)
      else if (event.type === 'request' && event.attempt > 1) tell(`Try ${event.attempt} …`)
    }
    const tick = () => {
      if (time) time.textContent = toSeconds(elapsed())
      const seconds = Math.ceil((Math.min(...waits.values()) - performance.now()) / 1000)
      left.textContent = waits.size && seconds > 0 ? `· ${seconds}\u00a0s left` : ''
    }
    const clock = setInterval(tick, 100)
    showError(card, undefined)
    show('busy', 'Asking …')
    try {
      const words = await call.start({ signal, onEvent, tell, elapsed })
      show('done', words)
    } catch (error) {
      if (signal.aborted) show('stopped', call.stopped())
      else {
        show('error', '')
        showError(card, error)
      }
    } finally {
      clearInterval(clock)
      waits.clear()
      tick()
      life = undefined
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void start()
  })
  form.addEventListener('keydown', (event) => {
    // Enter that ends the writing of a word, in Japanese say, is no Enter.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    if (!(event.target instanceof HTMLTextAreaElement) || !('enter' in event.target.dataset)) return
    event.preventDefault()
    form.requestSubmit()
  })
  stop.addEventListener('click', () => life?.abort())
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.isComposing) life?.abort()
  })
  return { start }
}
