import { type CallEvent, isBlossomError } from 'blossom-ai'
import { find, setFact, toSeconds } from './find.ts'

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
export interface PanelCall {
  start(run: Run): Promise<string>
  /** What there is to say when the reader has stopped it. */
  stopped(): string
}

/**
 * The life of a panel: Enter in the prompt or its button starts the call, Stop or Escape ends it, and what happens stands
 * in the status line, or with its suggestion in the error card. `data-state` is for the style sheet.
 */
export function createPanel(panel: HTMLElement, call: PanelCall): void {
  const form = find<HTMLFormElement>(panel, 'form')
  const prompt = find<HTMLTextAreaElement>(form, '[name="prompt"]')
  const run = find<HTMLButtonElement>(form, '[type="submit"]')
  const stop = find<HTMLButtonElement>(form, '.stop')
  const stage = find(panel, '.stage')
  const status = find(panel, '[role="status"]')
  let life: AbortController | undefined

  function tell(words: string): void {
    status.textContent = words
  }
  function show(state: 'busy' | 'done' | 'stopped' | 'error', words: string): void {
    const busy = state === 'busy'
    panel.dataset.state = state
    stage.setAttribute('aria-busy', `${busy}`)
    // Not `disabled`: that would throw the focus off a button that was just pressed.
    run.setAttribute('aria-disabled', `${busy}`)
    stop.setAttribute('aria-disabled', `${!busy}`)
    tell(words)
  }

  async function start(): Promise<void> {
    if (life) return
    life = new AbortController()
    const { signal } = life
    const began = performance.now()
    const elapsed = () => performance.now() - began
    const onEvent = (event: CallEvent) => {
      if (event.type === 'retry') tell(`Not yet (${event.error.code}). Trying again in ${toSeconds(event.delay)}.`)
      else if (event.type === 'request' && event.attempt > 1) tell(`Try ${event.attempt} …`)
    }
    const clock = setInterval(() => setFact(panel, 'time', toSeconds(elapsed())), 100)
    showError(panel, undefined)
    show('busy', 'Asking …')
    try {
      show('done', await call.start({ signal, onEvent, tell, elapsed }))
    } catch (error) {
      if (signal.aborted) show('stopped', call.stopped())
      else {
        show('error', '')
        showError(panel, error)
      }
    } finally {
      clearInterval(clock)
      setFact(panel, 'time', toSeconds(elapsed()))
      life = undefined
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void start()
  })
  prompt.addEventListener('keydown', (event) => {
    // Enter that ends the writing of a word, in Japanese say, is no Enter.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    form.requestSubmit()
  })
  stop.addEventListener('click', () => life?.abort())
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.isComposing) life?.abort()
  })
}

/** What happened, what to do about it, and the code that a program would look at. */
function showError(panel: HTMLElement, error: unknown): void {
  const card = find(panel, '.error')
  const known = isBlossomError(error)
  find(card, '.message').textContent = error === undefined ? '' : error instanceof Error ? error.message : `${error}`
  find(card, '.suggestion').textContent = known ? error.suggestion : ''
  find(card, '.code').textContent = known ? error.code : error instanceof Error ? error.name : ''
  card.hidden = error === undefined
}
