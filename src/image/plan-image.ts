import { invalid } from '../call/options.ts'
import type { Plan, Task } from '../call/plan.ts'
import { badPrompt, checkLength, encodePrompt } from '../call/prompt.ts'
import { quietly } from '../call/quietly.ts'
import { seedOf } from '../call/seed.ts'
import { isUrl } from '../providers/address.ts'
import { fitsPath, jsonBody } from '../providers/gen-task.ts'
import { checkReachable, isGen, resolveProvider } from '../providers/resolve.ts'
import { isWorker } from '../providers/worker.ts'
import { imageAddress } from './image-address.ts'
import { type CustomImageProvider, IMAGE_MODELS, type ImageOptions } from './image-options.ts'
import { planWorker } from './plan-worker.ts'

/** What generateImage sends, and the seed in it. */
export interface ImagePlan {
  task: Task
  seed: number | undefined
}

/** A user's own service: its plan, held to what a request can be. */
function planCustom(operation: string, provider: CustomImageProvider, prompt: string, options: ImageOptions): Task {
  // The plan says with `auth` whether a key goes out; it needs none itself.
  const { apiKey: _, headers: __, ...parameters } = options
  const plan: Plan | undefined = provider.planImage(prompt, parameters)
  if (!isUrl(plan?.url) || !/^(GET|POST)$/.test(plan.method)) {
    // An async one may reject, which nobody else would notice.
    quietly(() => plan)
    throw invalid(operation, 'the plan of the provider', 'a GET or POST of a url')
  }
  checkReachable(operation, plan.url, options)
  // Its own path and query may hold anything, so only the host is shown.
  return { ...plan, operation, service: 'custom', shown: `${/^https?:\/\/[^/?#]*/i.exec(plan.url) ?? ''}/…` }
}

/** The status that an answer means: the anonymous image host sends an image of an error with a 200, and says so in headers. */
function meant({ status, headers }: Response): number {
  const disguised =
    status < 300 &&
    ['x-error-type', 'x-error-status', 'x-error-message', 'x-rate-limited'].some((name) => headers.has(name))
  const said = Number(headers.get('x-error-status'))
  return disguised ? (said > 299 ? said : 429) : status
}

/** Plans the request for a picture. */
export function planImage(operation: string, prompt: string, options: ImageOptions): ImagePlan {
  const provider = resolveProvider(operation, options)
  let seed = seedOf(options.seed)
  const { planImage } = provider as CustomImageProvider
  if (provider.kind === 'custom' && typeof planImage === 'function') {
    encodePrompt(operation, prompt)
    return { task: planCustom(operation, provider as CustomImageProvider, prompt, { ...options, seed }), seed }
  }
  if (isWorker(provider)) return { task: planWorker(operation, provider, prompt, options), seed: undefined }
  const gen = isGen(provider)
  const { url, shown, ignored } = imageAddress(operation, provider, prompt, options, seed, gen)
  const { model = 'flux', width = 1024, height = 1024, image } = options
  const service = gen ? 'gen' : 'image'
  const asked = { operation, service, ignored, model, models: IMAGE_MODELS, auth: gen, joined: gen } as const
  if (!gen) checkLength(operation, url)
  if (!gen || fitsPath(url, prompt))
    return { task: { ...asked, method: 'GET', url, shown, ...(!gen && { meant }) }, seed }
  if (prompt.length > 32_000) throw badPrompt(operation, 'longer than 32000 characters')
  // Without a seed the host draws one for each request, so that a second try would be a second, paid picture.
  seed ??= seedOf('random')
  const address = `${provider.base}/v1/images/generations`
  const body = {
    prompt,
    model,
    size: `${width}x${height}`,
    seed,
    response_format: 'b64_json',
    quality: options.quality,
    image: image?.length ? image : undefined,
    safe: options.safe || undefined,
    transparent: options.transparent || undefined,
    guidance_scale: options.guidanceScale,
  }
  return { task: { ...asked, method: 'POST', url: address, shown: address, ...jsonBody(body) }, seed }
}
