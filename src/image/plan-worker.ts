import type { Task } from '../call/plan.ts'
import { encodePrompt } from '../call/prompt.ts'
import type { WorkerProvider } from '../providers/worker.ts'
import type { ImageOptions, ImageParameters } from './image-options.ts'

/** Parameters that no worker takes. */
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
  const path = encodePrompt(operation, prompt)
  const [place = ''] = worker.url.split('?')
  const common = {
    operation,
    service: 'worker',
    shown: `${place}${worker.key ? '' : '?prompt=…'}`,
    ignored: NONE.filter((name) => options[name]),
    key: worker.key,
  } as const
  if (!worker.key) {
    return { ...common, method: 'GET', url: `${worker.url}${worker.url.includes('?') ? '&' : '?'}prompt=${path}` }
  }
  const headers = { 'content-type': 'application/json' }
  return { ...common, method: 'POST', url: worker.url, headers, body: JSON.stringify({ prompt }) }
}
