// @ts-check
// Writes what is made by scripts: docs/benchmarks.md, the tables of the README, llms.txt. `node docs/tools/write.mjs`
import { existsSync, writeFileSync } from 'node:fs'
import { benchmarksPage, readmePeers, readmeSizes, readResults } from './benchmarks.mjs'
import { llmsText } from './llms.mjs'
import { fill } from './markdown.mjs'
import { path, read } from './paths.mjs'

/** The table of docs/runtimes.md, which the suite of the runtimes writes. */
const runtimesTable = () => /^\| Runtime \|.*(?:\n\|.*)+/m.exec(read('docs/runtimes.md'))?.[0] ?? ''

/** The files as they should be. @returns {Record<string, string>} */
export function made() {
  const results = readResults()
  const tables = { runtimes: runtimesTable(), peers: readmePeers(results), sizes: readmeSizes(results) }
  const readme = Object.entries(tables).reduce((text, [name, table]) => fill(text, name, table), read('README.md'))
  const pages = { 'README.md': readme, 'docs/benchmarks.md': benchmarksPage(results) }
  return { ...pages, 'llms.txt': llmsText(pages) }
}

/** Writes those that have changed, and names them. */
export function writeAll() {
  const changed = Object.entries(made()).filter(([file, text]) => !existsSync(path(file)) || read(file) !== text)
  for (const [file, text] of changed) writeFileSync(path(file), text)
  return changed.map(([file]) => file)
}

if (process.argv[1] === path('docs/tools/write.mjs')) console.log(`Written: ${writeAll().join(', ') || 'nothing new'}`)
