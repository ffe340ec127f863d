import type { CallOptions } from '../call/options.ts'
import type { Task } from '../call/plan.ts'
import type { Provider } from '../call/provider.ts'
import { genTask } from '../providers/gen-task.ts'
import { query } from '../providers/query.ts'
import { cannot, isClassic, isGen } from '../providers/resolve.ts'

/** Where a list is. */
export interface ListPlace {
  /** Its route on gen. */
  gen: string
  /** The classic host that has it, if one has. */
  classic?: 'image' | 'text'
}

/** Plans the request for a list. Lists are free: a key goes along where there is one, for the models that only it may use. */
export function planList(
  operation: string,
  provider: Provider,
  { gen, classic }: ListPlace,
  options: CallOptions,
): Task {
  if (isGen(provider))
    return genTask(operation, provider, gen, options, { method: 'GET', auth: options.apiKey !== undefined })
  if (!isClassic(provider) || !classic) throw cannot(operation)
  const shown = `${provider[classic]}/models`
  return {
    operation,
    service: classic,
    method: 'GET',
    url: shown + query(operation, { referrer: options.referrer }),
    shown,
  }
}
