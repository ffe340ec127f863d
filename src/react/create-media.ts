import type { Media } from '../media/media.ts'
import type { Callable } from './call.ts'
import { createRun, type Run } from './create-run.ts'
import type { RunOptions, RunState } from './hook-types.ts'
import type { Rendered } from './use-call.ts'

/**
 * What a hook gives that makes a picture or a sound.
 *
 * @example
 * ```tsx
 * import type { MediaState } from 'blossom-ai/react'
 *
 * export const Get = ({ url }: MediaState) => url && <a href={url} download>Download</a>
 * ```
 */
export interface MediaState extends RunState<string> {
  /** For `src`: an object URL of the Blob, good as long as it stands here. */
  url: string | undefined
  /** The Blob, its media type, and the facts of the call: seed, model … */
  media: Media | undefined
}

/** A run that gives a Blob. Its object URL is revoked when it is replaced, and while nothing is mounted. */
export function createMedia<O extends Callable<Media> & RunOptions<Media>>(
  read: () => Rendered<string | undefined, O>,
  make: (text: string, options: O) => Promise<Media>,
): Run<MediaState, O, Media> {
  const blank = { url: undefined, media: undefined }
  const withUrl = (media: Media) => ({ media, url: URL.createObjectURL(media.blob) })
  const run = createRun<string, O, MediaState, Media>(read, blank, async (text, options) => {
    const media = await make(text, options)
    return [() => withUrl(media), media]
  })
  let made: string | undefined
  run.subscribe(() => {
    const { url } = run.get()
    if (made && made !== url) URL.revokeObjectURL(made)
    made = url
  })
  return {
    ...run,
    show() {
      const { media, url } = run.get()
      // The Blob outlives the unmount by which StrictMode, or a hidden <Activity>, tries us.
      if (media && !url) run.set(withUrl(media))
      return () => {
        if (made) run.set({ url: undefined })
      }
    },
  }
}
