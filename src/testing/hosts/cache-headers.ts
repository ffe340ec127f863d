/** Gen calls its own answer a hit too; only the type tells whether it was made for this request. */
export function cacheHeaders(wasCached: boolean): Record<string, string> {
  return { 'x-cache': 'HIT', 'x-cache-type': wasCached ? 'EXACT' : 'GENERATED' }
}

/** Media may be kept for ever. */
export function mediaHeaders(model: string, wasCached: boolean): Record<string, string> {
  return { ...cacheHeaders(wasCached), 'cache-control': 'public, max-age=31536000, immutable', 'x-model-used': model }
}
