import { createLimiter, generateImage, isBlossomError, mapConcurrent } from 'blossom-ai'
import type { Fault } from 'blossom-ai/testing'
import { type BatchCode, batchCode } from '../code/batch.ts'
import { createFacts, setFact } from '../shared/facts.ts'
import { areaField, numberField, row, switches, switchField } from '../shared/fields.ts'
import { h } from '../shared/h.ts'
import { createPanel, type Page } from '../shared/panel.ts'
import { readNumber, readSwitch, readText } from '../shared/read.ts'
import { createTask, type Run, type TaskCall } from '../shared/task.ts'
import { createTray } from '../shared/tray.ts'

const subjects =
  'a fox,an owl,a hare,a heron,a badger,a swallow,a hedgehog,a stag,a carp,a crane,a wren,a bear,a toad,a lynx,a swan,a mole,a jay,an otter,a bee,a moth'
const prompts = subjects.split(',').map((animal) => `${animal} under cherry blossom`)

/** On the emulator: some requests that fail once. */
const faults: Fault[] = [4, 9, 15].map((nth) => ({ route: 'GET image.pollinations.ai', nth, status: 502 }))

function readBatch(form: HTMLFormElement, key: boolean): BatchCode {
  const lines = readText(form, 'prompts').split('\n')
  return {
    prompts: lines.map((line) => line.trim()).filter((line) => line !== ''),
    limit: { concurrency: readNumber(form, 'concurrency') ?? 5, interval: readNumber(form, 'interval') ?? 0 },
    options: {
      width: 256,
      height: 256,
      seed: readNumber(form, 'seed'),
      maxRetries: readNumber(form, 'retries'),
    },
    key,
  }
}

/** Many pictures under one limit; what fails is shown and can be asked for again. */
export function buildBatch(root: HTMLElement, page: Page): void {
  const bar = h('progress', { max: 1, value: 0, 'aria-label': 'Done so far' })
  const tray = createTray()
  const retry = h(
    'button',
    { type: 'button', class: 'quiet', 'data-asks': true, hidden: true },
    'Try the failed ones again',
  )
  const { form, update } = createPanel(root, page, {
    name: 'batch',
    title: 'Batch',
    lead: 'Many calls, a few at a time. What fails does not stop the others.',
    call: 'mapConcurrent, createLimiter',
    fields: [
      areaField('prompts', 'Prompts, one in each line', prompts.join('\n'), { rows: 10, spellcheck: 'false' }),
      row(
        numberField('concurrency', 'At once', { value: 4, min: 1 }),
        numberField('interval', 'Pause between starts, ms', { value: 60, min: 0 }),
        numberField('retries', 'Retries', { value: 0, min: 0 }),
        numberField('seed', 'Seed', { min: 0, placeholder: 'none' }),
      ),
      switches('On the emulator', switchField('fail', 'Let three of them fail', true)),
    ],
    ask: 'Make them all',
    empty: 'The pictures will stand here, in the order of the prompts.',
    stage: [tray.element],
    stageLabel: 'Pictures',
    below: [
      h('div', { class: 'progress' }, bar),
      createFacts({ done: 'Done', failed: 'Failed', time: 'Time' }),
      h('div', { class: 'tools' }, retry),
    ],
    write: (form) => batchCode(readBatch(form, page.service.hasKey())),
  })
  let wanted: string[] = []
  let failed: number[] = []

  /** Asks for the prompts at these places of the list. */
  async function draw(places: readonly number[], { signal, onEvent, tell }: Run): Promise<string> {
    const { limit, options } = readBatch(form, false)
    const limiter = createLimiter(limit)
    const service = page.service.options()
    const total = wanted.length
    // Those of an earlier run that are here already.
    const before = total - places.length
    let settled = before
    const onProgress = ({ done, failed }: { done: number; failed: number }) => {
      settled = before + done
      Object.assign(bar, { value: settled, max: total })
      setFact(root, 'done', `${settled} of ${total}`)
      setFact(root, 'failed', `${failed}`)
    }
    onProgress({ done: 0, failed: 0 })
    tell('The first ones are on their way …')
    const results = await mapConcurrent(
      places,
      async (place, _, signal) => {
        tray.wait(place)
        try {
          const call = { ...options, ...service, limiter, signal, onEvent }
          tray.show(place, await generateImage(wanted[place] ?? '', call))
        } catch (error) {
          if (!signal.aborted)
            tray.refuse(
              place,
              isBlossomError(error) ? error.code : 'error',
              error instanceof Error ? error.message : `${error}`,
            )
          throw error
        }
        tell(`${settled + 1} of ${total}`)
      },
      { concurrency: limit.concurrency, signal, onProgress },
    )
    failed = places.filter((_, at) => results[at]?.status === 'rejected')
    retry.hidden = failed.length === 0
    signal.throwIfAborted()
    const made = total - failed.length
    return failed.length > 0 ? `${made} came, ${failed.length} failed.` : `All ${made} are here.`
  }
  const stopped = () => `Stopped. ${wanted.length - failed.length} are here.`
  const all: TaskCall = {
    async start(run) {
      wanted = [...readBatch(form, false).prompts]
      if (wanted.length === 0) throw new Error('There are no prompts. Write one in each line.')
      page.service.emulator.setFaults(readSwitch(form, 'fail') ? faults : [])
      failed = wanted.map((_, at) => at)
      tray.begin(wanted)
      try {
        return await draw(failed, run)
      } finally {
        page.service.emulator.setFaults([])
      }
    },
    stopped,
  }
  const again: TaskCall = { start: (run) => draw(failed, run), stopped }
  const task = createTask(root, all)
  retry.addEventListener('click', () => void task.start(again))
  update()
}
