import { expect, test } from 'vitest'
import { generateObject, streamObject } from '../../../src/index.ts'
import { failureOf } from '../helpers/failure.ts'
import { KEY } from '../helpers/routes.ts'
import { findIn } from '../helpers/search.ts'
import { chatReply, stub } from '../helpers/stub.ts'
import { END, say } from '../text/chunks.ts'
import { serve } from '../text/serve.ts'
import { handMade } from './schemas.ts'

const escaped = (text: string) =>
  [...text].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
const upper = (text: string) => escaped(text).replace(/[\da-f]{4}/g, (code) => code.toUpperCase())

/** Ways in which a model can write the key. */
const SPELLINGS: readonly [name: string, spelled: string][] = [
  ['escaped as a whole', escaped(KEY)],
  ['escaped in capitals', upper(KEY)],
  ['with one escape', `${escaped(KEY.slice(0, 1))}${KEY.slice(1)}`],
  ['with an escape at its end', `${KEY.slice(0, -1)}${escaped(KEY.slice(-1))}`],
  ['between words', `a ${escaped(KEY)} b`],
  ['behind another escape', `\\n${escaped(KEY)}\\"`],
]
const quoting = handMade(
  (value) => ({ issues: [{ message: `got ${Object.values(value as object)[0]}`, path: ['a'] }] }),
  { jsonSchema: { input: () => ({}), output: () => ({}) } },
)
const ask = (text: string, schema: object) =>
  generateObject('x', { schema, apiKey: KEY, fetch: stub(chatReply(text)) } as never)

for (const [name, spelled] of SPELLINGS) {
  for (const [dress, text] of [
    ['bare', `{"a":"${spelled}","list":["${spelled}"]}`],
    ['in a fence', `\`\`\`json\n{"a":"${spelled}"}\n\`\`\``],
  ] as const) {
    test(`generateObject: a key ${name}, ${dress}, is cut out of the object and of what a schema says of it`, async () => {
      const { object } = await ask(text, {})
      expect(findIn(object, KEY)).toEqual([])
      expect(JSON.stringify(object)).toContain('[key]')
      const error = await failureOf(ask(text, quoting))
      expect(error.message).toContain('[key]')
      expect(findIn(error, KEY)).toEqual([])
    })
  }

  test.for([1, 5, 1000])(
    `streamObject: a key ${name} is cut out of values and names, %d letters a piece`,
    async (size) => {
      const text = `{"a":"${spelled}","${spelled}":1,"c":{"${spelled}":["${spelled}"]}}`
      const steps = (text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []).map(say)
      const { fetch } = serve({ steps: [...steps, END] })
      const stream = streamObject('x', { schema: {}, apiKey: KEY, fetch })
      const seen: unknown[] = []
      for await (const partial of stream) seen.push(partial, stream.partial)
      // The validated object, the last one, is parsed as a whole: its names are cut where all JSON is parsed.
      expect(
        findIn(
          seen.filter((value) => value !== seen.at(-2)),
          KEY,
        ),
      ).toEqual([])
      expect(JSON.stringify(seen.at(-1))).toContain('[key]')
    },
  )
}
