import { type Fetch, isBlossomError } from '../../src/index.ts'
import { sniff } from '../../src/media/sniff.ts'
import { type Shape, shapeOf } from './shape.ts'

/** What came back, as far as the emulator must be like it. No value of it is kept, but for the headers. */
export interface Observed {
  /** `result`, or the code of the library's error. */
  outcome: string
  status: number
  headers: Headers
  mediaType: string
  body: Shape
}

/** Runs one call, and looks at what it got from `fetch`. When there was no answer at all, only the outcome is known. */
export async function observe(
  run: (fetch: Fetch) => Promise<unknown>,
  fetch: Fetch,
): Promise<Observed | { outcome: string }> {
  let seen: { response: Response; bytes: Promise<Uint8Array> } | undefined
  const recording: Fetch = async (url, init) => {
    const response = await fetch(url, init)
    seen = { response, bytes: readAll(response.clone()) }
    return response
  }
  let outcome = 'result'
  try {
    await run(recording)
  } catch (error) {
    // Anything else is a fault of this script.
    if (!isBlossomError(error)) throw error
    outcome = error.code
  }
  if (!seen) return { outcome }
  const { status, headers } = seen.response
  const mediaType = (headers.get('content-type') ?? 'none').replace(/;.*/, '').trim()
  return { outcome, status, headers, mediaType, body: readShape(mediaType, await seen.bytes) }
}

/** What comes before the end, or before the library closes the connection. */
async function readAll(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  const reader = response.body?.getReader()
  try {
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) parts.push(read.value)
  } catch {}
  return Buffer.concat(parts)
}

function readShape(mediaType: string, bytes: Uint8Array): Shape {
  const text = new TextDecoder().decode(bytes)
  if (mediaType === 'text/event-stream') {
    const data = [...text.matchAll(/^data:(.*)$/gm)].map(([, value = '']) => value.trim())
    const ends = data.includes('[DONE]') ? [{ '[DONE]': true }] : []
    return shapeOf(...data.flatMap(parse), ...ends)
  }
  const [json] = /json/.test(mediaType) ? parse(text) : []
  if (json !== undefined) return shapeOf(json)
  return new Map([['', bytes.length ? (sniff(bytes) ?? 'text') : 'nothing']])
}

/** The value of a JSON text, in a list; the empty list when it is none. */
function parse(text: string): unknown[] {
  try {
    return [JSON.parse(text)]
  } catch {
    return []
  }
}
