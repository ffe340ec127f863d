import { streamText } from 'blossom-ai'
import { find, setFact, toSeconds } from './find.ts'
import { createPanel } from './panel.ts'
import { createRhythm } from './rhythm.ts'
import type { ServiceOptions } from './service.ts'

/** The second panel: a prompt and its words as they come. */
export function createWords(panel: HTMLElement, service: () => ServiceOptions): void {
  const form = find<HTMLFormElement>(panel, 'form')
  const prompt = find<HTMLTextAreaElement>(form, '[name="prompt"]')
  const system = find<HTMLInputElement>(form, '[name="system"]')
  const stage = find(panel, '.stage')
  const text = find(panel, '.text')
  const rhythm = createRhythm(find<SVGSVGElement>(panel, '.rhythm svg'))
  let count = 0

  createPanel(panel, {
    async start({ signal, onEvent, tell, elapsed }) {
      count = 0
      text.textContent = ''
      rhythm.clear()
      for (const name of ['pieces', 'rate', 'first']) setFact(panel, name, '—')
      const node = text.appendChild(document.createTextNode(''))
      let pending = ''
      let frame = 0
      let first = 0
      let last = 0

      // At most once a frame, however fast the pieces come.
      function paint(): void {
        frame = 0
        const atEnd = stage.scrollHeight - stage.scrollTop - stage.clientHeight < 24
        node.appendData(pending)
        pending = ''
        rhythm.paint()
        setFact(panel, 'pieces', `${count}`)
        // The first piece ends a wait; only those after it have a pace.
        if (last > first) setFact(panel, 'rate', `${Math.round(((count - 1) * 1000) / (last - first))} / s`)
        if (atEnd) stage.scrollTop = stage.scrollHeight
      }
      try {
        const options = { ...service(), system: system.value.trim() || undefined, signal, onEvent }
        for await (const piece of streamText(prompt.value, options)) {
          last = elapsed()
          if (count++ === 0) {
            first = last
            setFact(panel, 'first', toSeconds(first))
            tell('The words are coming …')
          }
          pending += piece
          rhythm.add(last, piece)
          frame ||= requestAnimationFrame(paint)
        }
      } finally {
        cancelAnimationFrame(frame)
        if (pending) paint()
      }
      return `All said, in ${count} pieces.`
    },
    stopped: () => `Stopped after ${count} pieces. The connection is closed.`,
  })
}
