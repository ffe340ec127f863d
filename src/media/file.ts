import { badInput } from '../call/options.ts'
import { sniff } from './sniff.ts'

/**
 * Refuses what is no file, or an empty or too large one, before it is sent.
 *
 * @param what - What the file is to the caller.
 * @param most - Bytes.
 * @throws ValidationError `invalid_option`.
 */
export function checkFile(
  operation: string,
  what: string,
  file: unknown,
  most: number = Infinity,
): asserts file is Blob {
  if (file instanceof Blob && file.size > 0 && file.size <= most) return
  const message = `${what} must be a Blob ${most < Infinity ? `of 1 to ${most} bytes` : 'with something in it'}.`
  throw badInput(operation, 'invalid_option', message, 'Give a Blob or a File with something in it.')
}

/** The file with a type, by its first bytes where it has none. */
export async function typeFile(file: Blob): Promise<Blob> {
  if (file.type && file.type !== 'application/octet-stream') return file
  return new Blob([file], { type: sniff(new Uint8Array(await file.slice(0, 512).arrayBuffer())) ?? file.type })
}

/** The name that a file has, if it has one. */
export const nameOf = (file: Blob): string | undefined => (file as Partial<File>).name || undefined

/** A name with an ending: the services go by it as much as by the type. */
export function endingName(name: string, type: string): string {
  // `audio/mpeg` is the name of mp3; `audio/x-wav` and `audio/vnd.wave` are names of wav.
  const kind = type.replace('audio/mpeg', 'audio/mp3').replace('.wave', '.wav')
  const ending = kind.replace(/^.*\/(x-|vnd\.)?|[;+].*/g, '')
  return /\.\w+$/.test(name) || !ending ? name : `${name}.${ending}`
}
