import type { Scrub } from '../call/secret.ts'
import { jsonReader, parseJson } from './partial-json.ts'
import { fromJson } from './unfence.ts'

/** Up to this length an object is made anew with each piece. Characters. */
const SMALL = 8192

/**
 * The object in a text that grows. Making it costs as much as all of the text so far; so a longer text must have grown by a
 * part of its length before it is made anew, and all the work stays linear in the text.
 *
 * @returns What takes all the text so far and gives the object: the same one until there is another. `isWhole` says that no more
 *   text comes.
 */
export function growingObject(scrub: Scrub): (text: string, isWhole?: boolean) => unknown {
  const reader = jsonReader(scrub)
  let read = -1
  let json = ''
  let value: unknown
  return (text, isWhole) => {
    // It may be shorter than before, when a key that came in two pieces was cut out.
    if (Math.abs(text.length - read) > (isWhole ? 0 : Math.max(0, read - SMALL) / 64)) {
      read = text.length
      const sure = reader.read(fromJson(text))
      if (sure !== json) value = parseJson((json = sure), scrub)
    }
    return value
  }
}
