import type { Task } from '../call/plan.ts'
import { checkLength, encodePrompt } from '../call/prompt.ts'
import { jsonBody } from '../providers/gen-task.ts'
import type { WorkerProvider } from '../providers/worker.ts'
import type { ImageOptions, ImageParameters } from './image-options.ts'

/** Options that no worker takes. */
const NONE: readonly (keyof ImageParameters | 'referrer')[] = [
  'model',
  'width',
  'height',
  'seed',
  'nologo',
  'private',
  'enhance',
  'safe',
  'negativePrompt',
  'quality',
  'guidanceScale',
  'transparent',
  'image',
  'referrer',
]

/** Plans the request to a worker of one's own. */
export function planWorker(operation: string, worker: WorkerProvider, prompt: string, options: ImageOptions): Task {
  const text = encodePrompt(operation, prompt)
  const { url, key } = worker
  // Its own query may hold anything.
  const [place = ''] = url.split('?')
  const common = {
    operation,
    service: 'worker',
    ignored: NONE.filter((name) => options[name] !== undefined && options[name] !== false),
    key,
  } as const
  if (!key) {
    const whole = `${url}${url.includes('?') ? '&' : '?'}prompt=${text}`
    return { ...common, method: 'GET', url: checkLength(operation, whole), shown: `${place}?prompt=…` }
  }
  return { ...common, method: 'POST', url, shown: place, ...jsonBody({ prompt }) }
}
