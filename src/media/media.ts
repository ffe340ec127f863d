/**
 * A picture, a sound or a film that came back.
 *
 * @example
 * ```ts
 * import type { Media } from 'blossom-ai'
 *
 * const addressOf = ({ blob }: Media) => URL.createObjectURL(blob)
 * ```
 */
export interface Media {
  /** The bytes, with their media type. */
  blob: Blob
  /** Right by the bytes, not only by the header. */
  mediaType: string
  /** Keyless, and shows the same result. Only where the request was a GET. */
  url?: string
  /** The model that the service says it used, else the one asked for. */
  model?: string
  /** The seed that was sent. */
  seed?: number
  /** Whether the service had it in store; absent when it does not say. */
  cached?: boolean
  /** The service's own id of the request, else the one made here. */
  requestId: string
}
