// The emulator in a thread of its own: a picture takes it some 80 ms, which the page would feel.
import { createEmulator, type Fault } from 'blossom-ai/testing'

/** What the page says: a request, its end, or the faults or the pace from now on. */
export type ToWorker =
  | { id: number; url: string; method: string; headers: [string, string][]; body: ArrayBuffer }
  | { id: number; abort: true }
  | { faults: readonly Fault[] }
  | { pace: number }
/** What comes back: the head of an answer, its bytes, its end. */
export type FromWorker =
  | { id: number; status: number; headers: [string, string][] }
  | { id: number; bytes: Uint8Array<ArrayBuffer> }
  | { id: number; end: true }
  | { id: number; error: string }

const faults: Fault[] = []
// About forty pieces a second, the pace of a quick model.
const options = { faults, pace: 25 }
const emulator = createEmulator(options)
const lives = new Map<number, AbortController>()
const say = (message: FromWorker): void => postMessage(message)

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if ('faults' in data) {
    faults.splice(0, faults.length, ...data.faults)
    emulator.reset()
  } else if ('pace' in data) options.pace = data.pace
  else if ('abort' in data) lives.get(data.id)?.abort()
  else void answer(data)
})

async function answer({ id, url, method, headers, body }: Extract<ToWorker, { url: string }>): Promise<void> {
  const life = new AbortController()
  lives.set(id, life)
  try {
    const init = { method, headers, signal: life.signal, ...(body.byteLength > 0 ? { body } : {}) }
    const response = await emulator(url, init)
    say({ id, status: response.status, headers: [...response.headers] })
    const reader = response.body?.getReader()
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read())
      say({ id, bytes: read.value })
    say({ id, end: true })
  } catch (error) {
    say({ id, error: `${error}` })
  } finally {
    lives.delete(id)
  }
}
