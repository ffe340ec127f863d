/**
 * Saving what came back: a file where there is a file system, a download in a browser.
 *
 * @module
 */
import { ValidationError } from '../call/errors.ts'
import type { Media } from '../media/media.ts'

/** What is used of node:fs/promises and node:path. */
interface FileSystem {
  mkdir(path: string, options: { recursive: true }): Promise<unknown>
  writeFile(path: string, bytes: Uint8Array): Promise<void>
  rename(from: string, to: string): Promise<void>
  rm(path: string, options: { force: true }): Promise<void>
}

function invalid(message: string, suggestion: string): ValidationError {
  return new ValidationError(message, { code: 'invalid_option', suggestion, context: { operation: 'save' } })
}

/** The file system of Node, Deno and Bun; the name is not written out, so that bundlers for browsers leave it alone. */
async function fileSystem(): Promise<FileSystem | undefined> {
  const { process } = globalThis as { process?: { versions?: { node?: string } } }
  if (!process?.versions?.node) return
  const name = 'node:fs/promises'
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)) as FileSystem
  } catch {
    return
  }
}

/** Beside the file first, then renamed: a reader sees the whole file or none. */
async function write(fs: FileSystem, blob: Blob, filename: string): Promise<void> {
  const folder = filename.replace(/[^/\\]*$/, '')
  if (folder) await fs.mkdir(folder, { recursive: true })
  const beside = `${filename}.${Math.random().toString(36).slice(2)}.part`
  try {
    await fs.writeFile(beside, new Uint8Array(await blob.arrayBuffer()))
    await fs.rename(beside, filename)
  } catch (error) {
    await fs.rm(beside, { force: true })
    throw error
  }
}

function download(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // The browser reads the Blob after the click; a minute is more than it needs.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/**
 * Saves a picture, a sound or any Blob, whole or not at all.
 *
 * @param media - What `generateImage` and its like give, or a Blob.
 * @param filename - A path; its folders are made. In a browser only its last part counts: it is the name of the download.
 * @returns The path; in a browser the name.
 * @throws ValidationError `invalid_option` when the input is no Blob, the name is blank, or there is neither a file system
 *   nor a page; the platform's error when the disk refuses.
 *
 * @example
 * ```ts
 * await save(await generateImage('a red fox'), 'pictures/fox.png')
 * ```
 */
export async function save(media: Media | Blob, filename: string): Promise<string> {
  const blob = media instanceof Blob ? media : media?.blob
  if (!(blob instanceof Blob)) throw invalid('There is no Blob to save.', 'Give a Blob, or what generateImage() gives.')
  if (typeof filename !== 'string' || !/[^/\\\s]\s*$/.test(filename)) {
    throw invalid('The file has no name.', "Give a path such as 'pictures/fox.png'.")
  }
  const fs = await fileSystem()
  if (fs) {
    await write(fs, blob, filename)
    return filename
  }
  if (typeof document === 'undefined') {
    throw invalid(
      'There is no file system here, and no page to download from.',
      'Hand the Blob on, as a Response or to a bucket.',
    )
  }
  const name = filename.replace(/^.*[/\\]/, '')
  download(blob, name)
  return name
}
