import { streamObject } from 'blossom-ai'
import { objectCode } from '../code/object.ts'
import { clearFacts, createFacts, setFact, toSeconds } from '../shared/facts.ts'
import { areaField } from '../shared/fields.ts'
import { find } from '../shared/find.ts'
import { h } from '../shared/h.ts'
import { highlight } from '../shared/highlight.ts'
import { createPanel, type Page } from '../shared/panel.ts'
import { readText } from '../shared/read.ts'
import { createTask } from '../shared/task.ts'

const example = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    petals: { type: 'integer', minimum: 4, maximum: 30 },
    colours: { type: 'array', items: { type: 'string' }, minItems: 3 },
    grows: {
      type: 'object',
      properties: { where: { type: 'string' }, months: { type: 'array', items: { type: 'string' }, minItems: 2 } },
      required: ['where', 'months'],
    },
  },
  required: ['name', 'petals', 'colours', 'grows'],
}

/** The schema that was typed; throws a sentence that a reader can use. */
function readSchema(form: HTMLFormElement): Record<string, unknown> {
  let schema: unknown
  try {
    schema = JSON.parse(readText(form, 'schema'))
  } catch (error) {
    throw new Error(`The schema is no JSON: ${error instanceof Error ? error.message : error}`)
  }
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    throw new Error('The schema must be a JSON object, such as {"type": "object"}.')
  }
  return schema as Record<string, unknown>
}

/** An object of a given form, as it grows. */
export function buildObject(root: HTMLElement, page: Page): void {
  const json = h('pre', { class: 'json' })
  const { form, update } = createPanel(root, page, {
    name: 'object',
    title: 'Object',
    lead: 'The answer takes the form of your schema, and can be used while it grows.',
    call: 'streamObject',
    fields: [
      areaField('prompt', 'What you want to know', 'Describe a flower that few people know', { enter: true }),
      areaField('schema', 'JSON Schema', JSON.stringify(example, null, 2), {
        rows: 14,
        spellcheck: 'false',
        class: 'mono',
      }),
    ],
    ask: 'Fill the form',
    empty: 'The object will grow here.',
    stage: [json],
    stageLabel: 'Object',
    below: [createFacts({ steps: 'Steps', fields: 'Fields', first: 'First', time: 'Time' })],
    write(form) {
      try {
        return objectCode(readText(form, 'prompt'), readSchema(form), page.service.hasKey())
      } catch (error) {
        const words = `// ${error instanceof Error ? error.message : error}`
        return { page: words, react: words, node: words }
      }
    },
  })
  const stage = find(root, '.stage')
  let steps = 0

  function show(value: unknown): void {
    const atEnd = stage.scrollHeight - stage.scrollTop - stage.clientHeight < 24
    json.replaceChildren(...highlight(JSON.stringify(value, null, 2)))
    setFact(root, 'steps', `${steps}`)
    setFact(root, 'fields', `${countFields(value)}`)
    if (atEnd) stage.scrollTop = stage.scrollHeight
  }
  createTask(root, {
    async start({ signal, onEvent, tell, elapsed }) {
      steps = 0
      clearFacts(root)
      json.replaceChildren()
      const options = { schema: readSchema(form), ...page.service.options(), signal, onEvent }
      const stream = streamObject(readText(form, 'prompt'), options)
      let frame = 0
      try {
        for await (const _ of stream) {
          if (steps++ === 0) {
            setFact(root, 'first', toSeconds(elapsed()))
            tell('It is growing …')
          }
          // At most once a frame, however fast the pieces come.
          frame ||= requestAnimationFrame(() => {
            frame = 0
            show(stream.partial)
          })
        }
      } finally {
        cancelAnimationFrame(frame)
        if (stream.partial !== undefined) show(stream.partial)
      }
      show((await stream.result()).object)
      return 'Whole. A plain JSON Schema is not checked: that takes a Standard Schema, such as one of zod.'
    },
    stopped: () => `Stopped after ${steps} steps. The connection is closed.`,
  })
  update()
}

/** How many values are not lists or objects themselves. */
function countFields(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce((sum: number, part) => sum + countFields(part), 0)
}
