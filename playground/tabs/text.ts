import { streamText, type TextOptions } from 'blossom-ai'
import { textCode } from '../code/text.ts'
import { clearFacts, createFacts, setFact, toSeconds } from '../shared/facts.ts'
import { areaField, choiceField, numberField, row, textField } from '../shared/fields.ts'
import { find } from '../shared/find.ts'
import { h } from '../shared/h.ts'
import { textModels } from '../shared/models.ts'
import { createPanel, type Page } from '../shared/panel.ts'
import { readNumber, readOptional, readText } from '../shared/read.ts'
import { createRhythm } from '../shared/rhythm.ts'
import { createTask } from '../shared/task.ts'
import { createWriter } from '../shared/writer.ts'

function readOptions(form: HTMLFormElement): TextOptions {
  return {
    system: readOptional(form, 'system'),
    model: readText(form, 'model'),
    temperature: readNumber(form, 'temperature'),
    maxTokens: readNumber(form, 'most'),
    seed: readNumber(form, 'seed'),
  }
}

/** A prompt and its words as they come. */
export function buildText(root: HTMLElement, page: Page): void {
  const text = h('p', { class: 'text' })
  const rhythm = createRhythm()
  const { form, update } = createPanel(root, page, {
    name: 'text',
    title: 'Text',
    lead: 'Words come piece by piece. Stop, and the connection is closed.',
    call: 'streamText',
    fields: [
      areaField('prompt', 'What you ask', 'How does a cherry tree know that it is spring?', { enter: true }),
      textField('system', 'System message', { placeholder: 'optional' }),
      row(
        choiceField('model', 'Model', textModels),
        numberField('temperature', 'Temperature', { min: 0, max: 2, step: 0.1, placeholder: '1' }),
        numberField('most', 'Max tokens', { min: 1, placeholder: 'no limit' }),
        numberField('seed', 'Seed', { min: 0, placeholder: 'none' }),
      ),
    ],
    ask: 'Ask for words',
    empty: 'The words will come here, piece by piece.',
    stage: [text],
    stageLabel: 'Answer',
    below: [
      createFacts({ tokens: 'Tokens', rate: 'Pace', first: 'First', time: 'Time' }),
      h('div', { class: 'rhythm' }, h('p', {}, 'One stem for each piece, as it came'), rhythm.element),
    ],
    write: (form) => textCode(readText(form, 'prompt'), readOptions(form), page.service.hasKey()),
  })
  const stage = find(root, '.stage')
  let count = 0

  createTask(root, {
    async start({ signal, onEvent, tell, elapsed }) {
      count = 0
      rhythm.clear()
      clearFacts(root)
      let first = 0
      let last = 0
      const writer = createWriter(text, stage, () => {
        rhythm.paint()
        setFact(root, 'tokens', `${count}`)
        // The first piece ends a wait; only those after it have a pace. A piece is a token, or nearly so.
        if (last > first) setFact(root, 'rate', `${Math.round(((count - 1) * 1000) / (last - first))} / s`)
      })
      const options = { ...readOptions(form), ...page.service.options(), signal, onEvent }
      const stream = streamText(readText(form, 'prompt'), options)
      try {
        for await (const piece of stream) {
          last = elapsed()
          if (count++ === 0) {
            first = last
            setFact(root, 'first', toSeconds(first))
            tell('The words are coming …')
          }
          rhythm.add(last, piece)
          writer.write(piece)
        }
      } finally {
        writer.end()
      }
      const { usage, finishReason } = await stream.result()
      if (usage && last > first) {
        setFact(root, 'tokens', `${usage.outputTokens}`)
        setFact(root, 'rate', `${Math.round((usage.outputTokens * 1000) / (last - first))} / s`)
      }
      return finishReason === 'length'
        ? `The token limit cut it off, after ${count} pieces.`
        : `All said, in ${count} pieces.`
    },
    stopped: () => `Stopped after ${count} pieces. The connection is closed.`,
  })
  update()
}
