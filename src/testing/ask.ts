import type { Bytes } from './bytes.ts'
import { type Json, parseJson, toObject } from './json.ts'
import { type Field, readForm } from './multipart.ts'
import { hashOf } from './random.ts'

/** A request, read. */
export interface Ask {
  method: string
  url: URL
  headers: Headers
  bytes: Bytes
}

/** What one emulator remembers between requests. */
export interface State {
  /** The salt of every answer. */
  seed: number
  keys: readonly string[] | undefined
  /** The cache: what was asked before is answered with `X-Cache: HIT`. */
  seen: Set<string>
  /** What media.pollinations.ai holds. */
  files: Map<string, StoredFile>
}

/** A file on media.pollinations.ai. */
export interface StoredFile {
  bytes: Bytes
  mediaType: string
}

/** The body as text. */
export function textOf(ask: Ask): string {
  return new TextDecoder().decode(ask.bytes)
}

/** The JSON body; undefined when it is no JSON object. */
export function jsonOf(ask: Ask): Json | undefined {
  const value = parseJson(textOf(ask))
  return typeof value === 'object' && value !== null ? toObject(value) : undefined
}

/** The fields of a multipart body; undefined when it is none. */
export function formOf(ask: Ask): Field[] | undefined {
  return readForm(ask.bytes, ask.headers.get('content-type') ?? '')
}

/** The words behind the first part of a path, decoded; as they are when their escapes are broken. */
export function promptOf(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** The key of a request: from `Authorization`, else from the query. */
export function keyOf(ask: Ask): string | undefined {
  const header = ask.headers.get('authorization')?.replace(/^Bearer\s+/i, '')
  return header || ask.url.searchParams.get('key') || undefined
}

/** Whether the emulator takes the key. */
export function isKeyGood(key: string, state: State): boolean {
  return state.keys ? state.keys.includes(key) : /^[sp]k_./.test(key)
}

/** Whether a request to a classic host says who is asking, which those hosts punish. */
export function hasToken(ask: Ask): boolean {
  return ask.headers.has('authorization') || ask.url.searchParams.has('token')
}

/** Whether the same thing was answered before. The service leaves the key out of what it compares, and sorts the rest. */
export function isCached(ask: Ask, state: State): boolean {
  return state.seen.has(cacheId(ask))
}

/** Notes that it is answered now; gives whether it was before. */
export function cache(ask: Ask, state: State): boolean {
  const known = isCached(ask, state)
  state.seen.add(cacheId(ask))
  return known
}

function cacheId(ask: Ask): string {
  const query = [...ask.url.searchParams].filter(([name]) => !['key', 'nofeed', 'no-cache'].includes(name))
  // The body by its hash: what is remembered must stay small.
  return JSON.stringify([
    ask.method,
    ask.url.host,
    ask.url.pathname,
    query.sort(),
    ask.bytes.length,
    hashOf(textOf(ask)),
  ])
}
