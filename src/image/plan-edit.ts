import { type CallOptions, invalid } from '../call/options.ts'
import type { Task } from '../call/plan.ts'
import { badPrompt, encodePrompt } from '../call/prompt.ts'
import type { ProviderOf } from '../call/provider.ts'
import { seedOf } from '../call/seed.ts'
import { toDataUrl } from '../media/base64.ts'
import { endingName, nameOf, typeFile } from '../media/file.ts'
import { type Field, multipart } from '../media/multipart.ts'
import { genTask, jsonBody } from '../providers/gen-task.ts'
import { resolveGen } from '../providers/resolve.ts'
import { checkImage, IMAGE_MODELS, type ImageParameters } from './image-options.ts'

/**
 * Options of `editImage`. Without `width` and `height` the service chooses the size.
 *
 * @example
 * ```ts
 * import { type EditImageOptions, editImage } from 'blossom-ai'
 *
 * const options: EditImageOptions = { image: 'https://example.com/fox.png', apiKey: 'sk_example' }
 * const { blob } = await editImage('Make it blue', options)
 * ```
 */
export interface EditImageOptions extends Omit<ImageParameters, 'image'>, CallOptions<ProviderOf<'editImage'>> {
  /** What to edit: files, or URLs of pictures, `data:` ones too. */
  image: Blob | string | readonly (Blob | string)[]
}

/** What editImage sends, and the seed in it. */
export interface EditPlan {
  task: Task
  seed: number | undefined
}

/** What the service's edits do not take. */
const UNKNOWN = [
  'nologo',
  'private',
  'enhance',
  'negativePrompt',
  'guidanceScale',
  'transparent',
  'referrer',
] as const satisfies readonly (keyof EditImageOptions)[]

/** The pictures as a list, checked. */
function picturesOf(operation: string, image: EditImageOptions['image']): (Blob | string)[] {
  const pictures = [image].flat()
  const good = (picture: unknown) =>
    picture instanceof Blob ? picture.size : typeof picture === 'string' && picture.trim()
  if (pictures.length && pictures.every(good)) return pictures
  throw invalid(operation, 'image', 'a Blob with something in it, a URL, or a list of them')
}

/** The files as fields of a form, with types and names. */
async function filesOf(pictures: readonly Blob[]): Promise<Field[]> {
  const name = pictures.length > 1 ? 'image[]' : 'image'
  const files = await Promise.all(pictures.map(typeFile))
  return files.map((file, at) => [name, file, endingName(nameOf(pictures[at] as Blob) ?? 'image', file.type)])
}

/** Plans an edit: files alone go as a form, and all as JSON where there is a URL. */
export async function planEdit(operation: string, prompt: string, options: EditImageOptions): Promise<EditPlan> {
  const { image, ...parameters } = options
  checkImage(operation, parameters)
  const pictures = picturesOf(operation, image)
  encodePrompt(operation, prompt)
  if (prompt.length > 32_000) throw badPrompt(operation, 'longer than 32000 characters')
  const { model = 'flux', width, height, quality, safe } = options
  const size = width || height ? `${width ?? 1024}x${height ?? 1024}` : undefined
  const texts = { prompt, model, size, quality }
  const ignored: string[] = UNKNOWN.filter((name) => options[name] || options[name] === 0)
  const facts = { model, models: IMAGE_MODELS, ignored }
  const task = genTask(operation, resolveGen(operation, options), '/v1/images/edits', options, facts)

  const files = pictures.filter((picture) => typeof picture !== 'string')
  if (files.length < pictures.length) {
    // Without a seed the service draws one for each request: a second try would be a second, paid picture.
    const seed = seedOf(options.seed ?? 'random')
    const urls = pictures.map((picture) => (typeof picture === 'string' ? picture : typeFile(picture).then(toDataUrl)))
    // A plain list of texts is refused by the service.
    const images = (await Promise.all(urls)).map((image_url) => ({ image_url }))
    return { task: { ...task, ...jsonBody({ ...texts, seed, safe: safe || undefined, image: images }) }, seed }
  }
  if (options.seed !== undefined) ignored.push('seed')
  const fields: Field[] = Object.entries({ ...texts, safe: safe ? `${safe}` : undefined })
  // Here the service takes no seed and draws one: nothing says that a second try is joined with the first.
  return {
    task: { ...task, joined: false, ...(await multipart([...fields, ...(await filesOf(files))])) },
    seed: undefined,
  }
}
