import { type Answer, answerBytes, answerJson } from '../answer.ts'
import { type Ask, formOf, isKeyGood, jsonOf, keyOf, type State, type StoredFile } from '../ask.ts'
import { fromBase64, readDataUrl } from '../bytes.ts'
import { toText } from '../json.ts'
import { findFile } from '../multipart.ts'
import { hashOf, hexOf } from '../random.ts'

/** media.pollinations.ai: files with an address. */
export function askMedia(ask: Ask, state: State): Answer {
  if (ask.method === 'POST' && ask.url.pathname === '/upload') {
    const key = keyOf(ask)
    if (key === undefined || !isKeyGood(key, state)) return answerJson({ error: 'Unauthorized' }, 401)
    return uploadFile(ask, state)
  }
  const id = /^\/([\w-]+)$/.exec(ask.url.pathname)?.[1]
  const file = id && (ask.method === 'GET' || ask.method === 'HEAD') ? state.files.get(id) : undefined
  if (!id || !file) return answerJson({ error: 'Not found' }, 404)
  return answerBytes(file.bytes.slice(), file.mediaType, {
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-id': id,
    'x-content-size': `${file.bytes.length}`,
  })
}

/** `POST /upload`, in any of its three forms. */
export function uploadFile(ask: Ask, state: State): Answer {
  const file = readFile(ask)
  if (!file || file.bytes.length === 0) return answerJson({ error: 'No file provided' }, 400)
  // The same bytes twice are two files: the ids of the service have nothing to do with what they name.
  const url = storeFile(state, file, hashOf(state.seed, state.files.size, file.bytes.length, file.mediaType))
  return answerJson({
    id: url.slice(url.lastIndexOf('/') + 1),
    url,
    contentType: file.mediaType,
    size: file.bytes.length,
  })
}

/** Keeps a file; gives its address. */
export function storeFile(state: State, file: StoredFile, identity: number): string {
  const id = hexOf(identity, 40)
  state.files.set(id, file)
  return `https://media.pollinations.ai/${id}`
}

function readFile(ask: Ask): StoredFile | undefined {
  const type = ask.headers.get('content-type') ?? 'application/octet-stream'
  if (type.startsWith('multipart/form-data')) return findFile(formOf(ask), 'file')
  if (!type.startsWith('application/json')) return { bytes: ask.bytes, mediaType: type }
  const body = jsonOf(ask)
  const data = toText(body?.data)
  const decoded = readDataUrl(data)
  const bytes = decoded?.bytes ?? fromBase64(data)
  return bytes && { bytes, mediaType: toText(body?.contentType) || decoded?.mediaType || 'application/octet-stream' }
}
