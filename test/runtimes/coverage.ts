import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const cases = fileURLToPath(new URL('suite/cases/', import.meta.url))

/** What of the built package no case uses, if anything. An import that is not used does not get past the linter. */
export async function findUnused(): Promise<string | undefined> {
  const entries = await Promise.all(['index', 'save', 'testing'].map((entry) => import(`../../dist/${entry}.js`)))
  const names = entries.flatMap((entry) => Object.keys(entry))
  const texts = await Promise.all((await readdir(cases)).map((file) => readFile(cases + file, 'utf8')))
  const unused = names.filter((name) => !texts.some((text) => new RegExp(`\\b${name}\\b`).test(text)))
  if (unused.length) return `No case uses ${unused.join(', ')}`
}
