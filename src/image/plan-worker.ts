import type { Task } from '../call/plan.ts'
import { checkLength, encodePrompt } from '../call/prompt.ts'
import { isUrl } from '../providers/address.ts'
import { jsonBody } from '../providers/gen-task.ts'
import { cannot } from '../providers/resolve.ts'
import type { WorkerProvider } from '../providers/worker.ts'
import { IMAGE, type ImageOptions } from './image-options.ts'

/** Plans the request to a worker of one's own. */
export function planWorker(operation: string, worker: WorkerProvider, prompt: string, options: ImageOptions): Task {
  const text = encodePrompt(operation, prompt)
  const { key, url } = worker
  if (!isUrl(url) || (key && typeof key !== 'function')) throw cannot(operation)
  // Its own query may hold anything.
  const [place = ''] = url.split('?')
  const common = {
    operation,
    service: 'worker',
    // No worker takes any parameter.
    ignored: [...Object.keys(IMAGE), 'referrer'].filter((name) => (options[name as 'model'] ?? false) !== false),
    key,
    code: (status: number) => (status === 401 ? 'invalid_key' : status > 499 ? 'unavailable' : undefined),
    advice: (usual: string) =>
      /model|later\.$/.test(usual) ? 'Check the address and the log of the worker.' : undefined,
  } as const
  if (!key) {
    const whole = `${url}${url.includes('?') ? '&' : '?'}prompt=${text}`
    return { ...common, method: 'GET', url: checkLength(operation, whole), shown: `${place}?prompt=…` }
  }
  return { ...common, method: 'POST', url, shown: place, ...jsonBody({ prompt }) }
}
