import { ValidationError } from '../call/errors.ts'
import type { Media } from '../media/media.ts'
import { findDisk, writeFile } from './write-file.ts'

function invalid(message: string, suggestion: string): ValidationError {
  return new ValidationError(message, { code: 'invalid_option', suggestion, context: { operation: 'save' } })
}

/** Starts a download of the page. */
function download(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // The browser reads the Blob after the click; a minute is more than it needs.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/**
 * Saves an image, audio or any Blob, whole or not at all. A file that is replaced keeps its mode.
 *
 * @param media - What `generateImage` and its like give, or a Blob.
 * @param filename - A path; its folders are made. In a browser only its last part counts: it is the name of the download.
 * @returns The path; in a browser the name.
 * @throws ValidationError `invalid_option` when the input is not a Blob, the name is blank, `.` or `..`, or there is neither a file system
 *   nor a page; the platform's error when the disk refuses.
 *
 * @example
 * ```ts
 * import { generateImage } from 'blossom-ai'
 * import { save } from 'blossom-ai/save'
 *
 * await save(await generateImage('a red fox'), 'images/fox.png')
 * ```
 */
export async function save(media: Media | Blob, filename: string): Promise<string> {
  const blob = media && 'blob' in Object(media) ? (media as Media).blob : (media as Blob)
  // By what it can do: a Blob of another realm is one too.
  if (typeof blob?.arrayBuffer !== 'function' || typeof blob.size !== 'number') {
    throw invalid('There is no Blob to save.', 'Give a Blob, or what generateImage() gives.')
  }
  const name = typeof filename === 'string' ? (filename.split(/[/\\]/).at(-1) as string) : ''
  // `.` and `..` are folders.
  if (/^\s*\.{0,2}\s*$/.test(name)) throw invalid('The file has no name.', "Give a path such as 'images/fox.png'.")
  const disk = await findDisk()
  if (disk) {
    await writeFile(disk, blob, filename)
    return filename
  }
  if (typeof document === 'undefined') {
    throw invalid(
      'There is no file system here, and no page to download from.',
      'Hand the Blob on, as a Response or to a bucket.',
    )
  }
  download(blob, name)
  return name
}
