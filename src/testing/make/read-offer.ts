/** What a text offers for the arguments of a tool, in its order; each word and number is taken once. */
export interface Offer {
  text: string
  words: string[]
  numbers: number[]
  /** What was chosen of enums. */
  chosen: unknown[]
}

const NAME = /^(?!I['’])\p{Lu}[\p{L}\p{N}’'-]+$/u

/** Quoted words count, and names: capitals that do not begin a sentence. Where there is neither, the last word does. */
export function readOffer(text: string): Offer {
  const parts = text.match(/"[^"]+"|“[^”]+”|[\p{L}\p{N}][\p{L}\p{N}’'-]*|\S/gu) ?? []
  const words: string[] = []
  let begins = true
  let goesOn = false
  for (const part of parts) {
    const isName = NAME.test(part) && !begins
    if (/^["“]./u.test(part)) words.push(part.slice(1, -1))
    else if (isName) words.push(goesOn ? `${words.pop()} ${part}` : part)
    begins = /^[.!?:]$/.test(part)
    goesOn = isName
  }
  const plain = parts.filter((part) => /^[\p{L}\p{N}]/u.test(part))
  const numbers = text
    .replace(/(\d),(?=\d{3}\b)/g, '$1')
    .split(/[\s,;:!?]+|\.(?!\d)/)
    .filter((part) => /^-?\d+(\.\d+)?$/.test(part))
    .map(Number)
  return { text, words: words.length > 0 ? words : plain.slice(-1), numbers, chosen: [] }
}
