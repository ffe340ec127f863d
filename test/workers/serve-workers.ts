import { fileURLToPath } from 'node:url'
import { serveWorkerd } from '../tools/serve-workerd.ts'

/** The two workers, running on workerd. */
export interface ServedWorkers {
  flux: string
  sdxl: string
  close(): Promise<void>
}

/** Starts them, each on a free port of this machine. */
export async function serveWorkers(): Promise<ServedWorkers> {
  const config = fileURLToPath(new URL('config.capnp', import.meta.url))
  const { urls, close } = await serveWorkerd(config, ['flux', 'sdxl'])
  return { ...urls, close }
}
