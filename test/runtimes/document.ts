import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describeDifferences } from './differences.ts'
import type { Run } from './judge.ts'
import { loneCases, topics } from './suite/cases.mjs'
import type { Cases } from './suite/run-cases.mjs'

const path = fileURLToPath(new URL('../../docs/runtimes.md', import.meta.url))
/** All topics. */
const ALL: Readonly<Record<string, Cases>> = { ...topics, 'Alone, one after the other': loneCases }

const everything = Object.values(ALL).flatMap((cases) => Object.keys(cases))

/** Writes `docs/runtimes.md` from runs in all runtimes. Nothing in it changes from run to run but versions. */
export async function writeDocument(runs: readonly Run[]): Promise<void> {
  const inOrder = [...runs].sort((a, b) => a.title.localeCompare(b.title, 'en', { numeric: true }))
  await writeFile(
    path,
    `# Runtimes

One suite of plain functions imports the built package and runs, unchanged, in every runtime below, over sockets and against one server on the
same machine. It covers every public function, the stream contract, every rule of retries, both clocks, aborts at every point, broken
connections, redirects and preflights. What a case gives back must be the same everywhere. \`npm run test:runtimes -- --write\` wrote this page.

## What ran where

| Runtime | Cases |
|---|---|
${inOrder.map((run) => `| ${run.title} | ${countOf(run, everything)} |`).join('\n')}

"Newer globals deleted" stands for an old engine: before the package is loaded, what came after Chrome 111, Firefox 115 and Safari 16.4 is taken
away. Gone were ${goneIn(runs)}.

By topic, the second runs included:

${describeTopics(inOrder)}

## Where platforms differ

Measured by probes in the same run, with plain \`fetch\` and nothing of the package.

${describeDifferences(runs)}

## What was not tried

Safari itself: WebKitGTK has its engine, but another network layer. Old browsers themselves: one made old has the \`fetch\` of a new one
(Chrome before 119 sends \`Authorization\` on to another origin that allows it, and a page cannot see that). Windows and macOS. HTTP/2, HTTP/3
and TLS: the server here speaks plain HTTP/1.1. React Native has no engine here; what is known of it (a body that is \`null\`) is among the cases.

## The cases

${Object.entries(ALL).map(describeTopic).join('\n\n')}
`,
  )
}

/** What the page says otherwise than the suite, if anything. */
export async function findStale(): Promise<string | undefined> {
  const page = await readFile(path, 'utf8').catch(() => '')
  const stale = Object.entries(ALL).some((topic) => !page.includes(describeTopic(topic)))
  if (stale) return 'docs/runtimes.md lists other cases than there are: npm run test:runtimes -- --write'
}

const describeTopic = ([topic, cases]: readonly [string, Cases]): string =>
  `### ${topic}\n\n${Object.keys(cases)
    .map((name) => `- ${name}`)
    .join('\n')}`

/** How many of these cases passed. */
function countOf({ outcome }: Run, names: readonly string[]): string {
  const results = outcome?.results.filter(({ name }) => names.includes(name)) ?? []
  const passed = results.filter(({ error }) => !error).length
  return passed === names.length ? `all ${passed}` : `${passed} of ${names.length}`
}

/** Topics down, runtimes across; of a runtime that ran twice the worse count. */
function describeTopics(runs: readonly Run[]): string {
  const runtimes = [...new Set(runs.map(({ name }) => name.replace('-old', '')))]
  const rows = Object.entries(ALL).map(([topic, cases]) => {
    const counts = runtimes.map((runtime) => {
      const own = runs.filter(({ name }) => name.replace('-old', '') === runtime)
      const texts = own.map((run) => countOf(run, Object.keys(cases)))
      return texts.find((text) => !text.startsWith('all')) ?? `${texts[0]}`.replace('all ', '')
    })
    return `| ${[topic, ...counts].join(' | ')} |`
  })
  return [`| Topic | ${runtimes.join(' | ')} |`, `|---|${'---|'.repeat(runtimes.length)}`, ...rows].join('\n')
}

/** The names of what was deleted in any runtime. */
function goneIn(runs: readonly Run[]): string {
  const names = [...new Set(runs.flatMap(({ outcome }) => outcome?.gone || []))].sort()
  return names.map((name) => `\`${name}\``).join(', ')
}
