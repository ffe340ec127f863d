import { listVoices, type Media, type SpeakOptions, speak } from 'blossom-ai'
import { save } from 'blossom-ai/save'
import { speechCode } from '../code/speech.ts'
import { clearFacts, createFacts, setFact, toSeconds } from '../shared/facts.ts'
import { areaField, choiceField, row, textField } from '../shared/fields.ts'
import { find } from '../shared/find.ts'
import { h } from '../shared/h.ts'
import { createPanel, type Page } from '../shared/panel.ts'
import { readOptional, readText } from '../shared/read.ts'
import { createTask } from '../shared/task.ts'
import { decodeSound, drawWave } from '../shared/wave.ts'

function readOptions(form: HTMLFormElement): SpeakOptions {
  return {
    voice: readText(form, 'voice'),
    format: readText(form, 'format'),
    instructions: readOptional(form, 'manner'),
  }
}

/** A text read aloud, and its waves. */
export function buildSpeech(root: HTMLElement, page: Page): void {
  const canvas = h('canvas', { class: 'wave', role: 'img', 'aria-label': 'The waves of the sound', hidden: true })
  const player = h('audio', { controls: true, hidden: true, 'aria-label': 'The sound' })
  const download = h('button', { type: 'button', class: 'quiet' }, 'Download')
  const tools = h('div', { class: 'tools', hidden: true }, download)
  let sound: { media: Media; samples: Float32Array } | undefined
  const { form, update } = createPanel(root, page, {
    name: 'speech',
    title: 'Speech',
    lead: 'A text is read aloud. The service wants a key for this; the emulator hums one note for each letter.',
    call: 'speak',
    fields: [
      areaField('prompt', 'What is said', 'Under the cherry trees nobody is a stranger.', { enter: true, rows: 3 }),
      row(choiceField('voice', 'Voice', ['alloy']), choiceField('format', 'Format', ['wav', 'mp3', 'opus', 'flac'])),
      textField('manner', 'How it is said', { placeholder: 'softly, say' }),
    ],
    ask: 'Say it',
    empty: 'The sound will be drawn here.',
    stage: [canvas, player],
    below: [createFacts({ length: 'Length', samples: 'Samples', size: 'Size', time: 'Time' }), tools],
    write: (form) => speechCode(readText(form, 'prompt'), readOptions(form)),
  })

  function draw(): void {
    if (sound && canvas.clientWidth > 0) drawWave(canvas, sound.samples, player.currentTime / (player.duration || 1))
  }
  function follow(): void {
    draw()
    if (!player.paused) requestAnimationFrame(follow)
  }
  player.addEventListener('play', follow)
  for (const name of ['seeked', 'ended', 'pause']) player.addEventListener(name, draw)
  new ResizeObserver(draw).observe(canvas)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw)
  canvas.addEventListener('click', ({ offsetX }) => {
    if (player.duration) player.currentTime = (offsetX / canvas.clientWidth) * player.duration
  })
  download.addEventListener('click', () => {
    if (sound) void save(sound.media, `speech.${sound.media.mediaType.split('/')[1] ?? 'wav'}`)
  })

  /** The voices are asked for when the tab is opened; until then there is one. */
  async function showVoices(): Promise<void> {
    const select = find<HTMLSelectElement>(form, '[name="voice"]')
    const wanted = new URLSearchParams(page.state).get('voice') ?? select.value
    const { items } = await listVoices('tts', page.service.options())
    if (items.length > 0)
      select.replaceChildren(...items.map((voice) => h('option', { selected: voice === wanted }, voice)))
    update()
  }

  createTask(root, {
    async start({ signal, onEvent }) {
      clearFacts(root)
      const options = { ...readOptions(form), ...page.service.options('key'), signal, onEvent }
      const media = await speak(readText(form, 'prompt'), options)
      URL.revokeObjectURL(player.src)
      player.src = URL.createObjectURL(media.blob)
      for (const element of [canvas, player, tools]) element.hidden = false
      const { samples, seconds } = await decodeSound(media.blob)
      signal.throwIfAborted()
      sound = { media, samples }
      setFact(root, 'length', toSeconds(seconds * 1000))
      setFact(root, 'samples', samples.length.toLocaleString('en'))
      setFact(root, 'size', `${Math.ceil(media.blob.size / 1000)} kB`)
      draw()
      return 'Press play to hear it.'
    },
    stopped: () => 'Stopped. The connection is closed.',
  })
  void showVoices().catch(() => {})
}
