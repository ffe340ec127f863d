import { generateImage, type ImageParameters, imageUrl } from 'blossom-ai'
import { imageCode } from '../code/image.ts'
import { clearFacts, createFacts, setFact } from '../shared/facts.ts'
import { areaField, choiceField, numberField, row, switches, switchField, textField } from '../shared/fields.ts'
import { find } from '../shared/find.ts'
import { createGallery, type Shot } from '../shared/gallery.ts'
import { h } from '../shared/h.ts'
import { imageModels } from '../shared/models.ts'
import { createPanel, type Page } from '../shared/panel.ts'
import { readNumber, readOptional, readSwitch, readText } from '../shared/read.ts'
import { createTask, type TaskCall } from '../shared/task.ts'

function readOptions(form: HTMLFormElement): ImageParameters {
  return {
    model: readText(form, 'model'),
    width: readNumber(form, 'width'),
    height: readNumber(form, 'height'),
    seed: readNumber(form, 'seed') ?? 'random',
    negativePrompt: readOptional(form, 'without'),
    nologo: readSwitch(form, 'nologo'),
    private: readSwitch(form, 'private'),
    enhance: readSwitch(form, 'enhance'),
    safe: readSwitch(form, 'safe'),
    transparent: readSwitch(form, 'transparent'),
  }
}

/** A prompt and its pictures. */
export function buildImage(root: HTMLElement, page: Page): void {
  const picture = h('img', { class: 'picture', alt: '', hidden: true })
  const address = h('a', { target: '_blank', rel: 'noreferrer' })
  const gallery = createGallery({
    show(shot) {
      if (root.dataset.state !== 'busy') root.dataset.state = 'done'
      find(root, '.error').hidden = true
      return show(shot)
    },
    again: (shot) => void task.start(ask(shot.prompt, { ...shot.options, seed: 'random' })),
  })
  const { form, update } = createPanel(root, page, {
    name: 'image',
    title: 'Image',
    lead: 'Words become a picture. The same seed gives the same one again.',
    call: 'generateImage',
    fields: [
      areaField('prompt', 'What it shows', 'Cherry blossom above a misty valley at first light', { enter: true }),
      row(
        choiceField('model', 'Model', imageModels),
        numberField('width', 'Width', { value: 1024, min: 1 }),
        numberField('height', 'Height', { value: 768, min: 1 }),
        numberField('seed', 'Seed', { min: 0, placeholder: 'random' }),
      ),
      textField('without', 'Leave out', { placeholder: 'optional' }),
      switches(
        'Switches',
        switchField('nologo', 'No logo'),
        switchField('private', 'Private'),
        switchField('enhance', 'Enhance'),
        switchField('safe', 'Safe'),
        switchField('transparent', 'Transparent'),
      ),
    ],
    ask: 'Make the picture',
    empty: 'The picture will open here.',
    stage: [picture],
    below: [
      createFacts({ size: 'Size', type: 'Type', seed: 'Seed', time: 'Time' }),
      gallery.element,
      h(
        'div',
        { class: 'address' },
        h('p', {}, h('code', {}, 'imageUrl'), ' gives the live address, no key needed'),
        address,
      ),
    ],
    write: (form) => imageCode(readText(form, 'prompt'), readOptions(form), page.service.hasKey()),
  })

  /** The address of what the form holds, or of a picture: `imageUrl` asks nobody. A seed yet to be drawn is left out. */
  function showAddress(prompt: string, { seed, ...options }: ImageParameters): void {
    try {
      address.href = address.textContent = imageUrl(prompt, seed === 'random' ? options : { ...options, seed })
    } catch (error) {
      address.removeAttribute('href')
      address.textContent = error instanceof Error ? error.message : ''
    }
  }
  async function show(shot: Shot): Promise<void> {
    picture.src = shot.source
    await picture.decode()
    picture.hidden = false
    picture.alt = shot.prompt
    setFact(root, 'size', `${picture.naturalWidth} × ${picture.naturalHeight}`)
    setFact(root, 'type', shot.media.mediaType)
    setFact(root, 'seed', `${shot.media.seed ?? 'its own'}`)
    showAddress(shot.prompt, { ...shot.options, seed: shot.media.seed })
  }
  const ask = (prompt: string, options: ImageParameters): TaskCall => ({
    async start({ signal, onEvent }) {
      clearFacts(find(root, '.facts'))
      const media = await generateImage(prompt, { ...options, ...page.service.options(), signal, onEvent })
      const shot = gallery.add({ prompt, options, media })
      await show(shot)
      signal.throwIfAborted()
      return 'Here it is.'
    },
    stopped: () => 'Stopped. The connection is closed.',
  })
  const task = createTask(root, {
    start: (run) => ask(readText(form, 'prompt'), readOptions(form)).start(run),
    stopped: ask('', {}).stopped,
  })
  const showTyped = () => showAddress(readText(form, 'prompt'), readOptions(form))
  form.addEventListener('input', showTyped)
  showTyped()
  update()
}
