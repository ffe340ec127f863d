// @ts-check
// docs/benchmarks.md and the tables of the README, out of test/bench/results.json. `npm run bench -- --write` measures.
import { evidence } from './evidence.mjs'
import { table } from './markdown.mjs'
import { read } from './paths.mjs'

const ours = 'blossom-ai'

/** @typedef {{ node: string, cores: number, cpu: string, versions: Record<string, string>, quick?: true }} Conditions */
/** @typedef {{ name: string, error?: string, median: number, q1: number, q3: number, turns: number }} Timed */
/** @typedef {{ name: string, error?: string, minified: number, gzip: number }} Size */
/** @typedef {{ name: string, error?: string, found: Record<string, string>, verdicts: Record<string, string> }} Found */
/** @typedef {{ title: string, held: string, cases: { title: string, name: string, gap?: string }[] }} Family */
/** @template T @typedef {Conditions & { data: T }} Measured */
/** @typedef {Measured<{ families: Family[], clients: Found[] }>} Features */
/**
 * @typedef {object} Results
 * @property {Measured<{ sizes: Size[], calls: Size[] }>} [sizes]
 * @property {Measured<Record<string, Timed[]>>} [parse]
 * @property {Measured<Timed[]>} [call]
 * @property {Measured<Timed[]>} [stream]
 * @property {Measured<Timed[]>} [import]
 * @property {Measured<{ name: string, growth: number, characters: number }[]>} [heap]
 * @property {Features} [features]
 */

/** @returns {Results} */
export const readResults = () => JSON.parse(read('test/bench/results.json'))

/** 1 kB is 1000 bytes. @param {number} bytes */
export const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`

/** @param {number} value */
const short = (value) => (value < 1000 ? value.toPrecision(3) : `${Math.round(value)}`)

/** @param {Timed[]} timed @param {string} unit */
function times(timed, unit) {
  const good = timed.filter(({ error }) => !error)
  const base = good[0]?.median ?? 1
  return table(
    ['', `median, ${unit}`, 'quartiles', 'to the first', 'turns'],
    good.map(({ name, median, q1, q3, turns }) => [
      name,
      short(median),
      `${short(q1)} to ${short(q3)}`,
      (median / base).toFixed(2),
      turns,
    ]),
  )
}

/** @param {Conditions} measured */
const conditions = ({ node, cores, cpu, versions, quick }) =>
  `Node ${node}, ${cores} cores (${cpu}).${quick ? ' A quick run: fewer turns.' : ''} ` +
  `${Object.entries(versions)
    .filter(([name]) => name !== 'zod')
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}.`

/** @param {Measured<{ sizes: Size[], calls: Size[] }>} sizes */
const sizesTable = ({ data }) =>
  table(
    ['import', 'minified', 'gzip'],
    data.sizes.map(({ name, minified, gzip }) => [
      name === 'everything' ? name : `\`${name}\``,
      kB(minified),
      kB(gzip),
    ]),
  )

/** @param {Measured<{ sizes: Size[], calls: Size[] }>} sizes */
const callsTable = ({ data }) => {
  const base = data.calls.find(({ name }) => name === ours)?.gzip ?? 1
  return table(
    ['', 'minified', 'gzip', 'times ours'],
    data.calls.map(({ name, minified, gzip, error }) =>
      error ? [name, 'does not bundle', '', ''] : [name, kB(minified), kB(gzip), (gzip / base).toFixed(1)],
    ),
  )
}

/** @param {Features} features */
function featuresTable({ data }) {
  const good = data.clients.filter(({ error }) => !error)
  const rows = Object.keys(good[0]?.found ?? {})
  return table(
    ['', ...good.map(({ name }) => name)],
    rows.map((row) => [row, ...good.map(({ found }) => found[row] ?? '–')]),
  )
}

/** @param {Found} client */
const heldBy = ({ verdicts }) => Object.values(verdicts).filter((verdict) => verdict === 'held').length

/** @param {Family[]} families */
const countOf = (families) => families.reduce((sum, { cases }) => sum + cases.length, 0)

/** @param {Features} features */
function faultTable({ data: { families, clients } }) {
  const good = clients.filter(({ error }) => !error)
  const rows = families.flatMap(({ title, cases }) => [
    [`**${title}**`, ...good.map(() => '')],
    ...cases.map((one) => [one.title, ...good.map(({ verdicts }) => verdicts[one.name] ?? '–')]),
  ])
  return table(
    ['', ...good.map(({ name }) => name)],
    [...rows, [`**Held, of ${countOf(families)}**`, ...good.map((client) => `**${heldBy(client)}**`)]],
  )
}

/** What the rows of the fault table ask for, and why ours does not hold all of them. @param {Features} features */
function faultWords({ data: { families } }) {
  const gaps = families.flatMap(({ cases }) => cases.filter(({ gap }) => gap))
  return [
    'What "held" means; a dash says that the library has nothing of the kind, and counts as not held:',
    families.map(({ title, held }) => `- **${title}.** ${held}`).join('\n'),
    ...gaps.map(({ title, gap }) => `Not held by ${ours}, on purpose: "${title}". ${gap}`),
  ].join('\n\n')
}

/** docs/benchmarks.md. @param {Results} results */
export function benchmarksPage(results) {
  const { sizes, parse, call, stream, import: imports, heap, features } = results
  /** @type {<T>(title: string, measured: Measured<T> | undefined, body: (measured: Measured<T>) => string) => string[]} */
  const part = (title, measured, body) =>
    measured ? [`## ${title}\n\n${body(measured)}\n\n${conditions(measured)}`] : []
  return `# Benchmarks

Made by \`npm run bench -- --write\`; do not edit. Everything is measured in one run on one machine, in random turns, beside the newest versions of other libraries that run on
Node 20. A time says something about another time in the same table only. Each is the median, with the quartiles as its spread.

${[
  ...part(
    'Size of what is imported',
    sizes,
    (measured) =>
      `A page script that names these functions and no other: esbuild, minified, gzip -9. 1 kB is 1000 bytes. The sizes are the same on every machine, and a test holds them.\n\n${sizesTable(measured)}\n\nOne chat call with each library:\n\n${callsTable(measured)}`,
  ),
  ...part(
    'What happens when something goes wrong',
    features,
    (measured) =>
      `Each library makes the same call to a server on this machine that does what the row says, with the library's own defaults. The table is what the server and the loop saw.\n\n${featuresTable(measured)}`,
  ),
  ...part(
    'The fault table',
    features,
    (measured) =>
      `Cases in which a call goes wrong, or a stream is written in an unusual way, against a server on this machine. Each verdict is computed from what the server was sent and from how the call ended. The libraries have their own defaults, but for what a row names; \`ai\` is read by its \`fullStream\`, since its \`textStream\` ends as if all were well after an error.\n\n${faultTable(measured)}\n\n${faultWords(measured)}`,
  ),
  ...part(
    'Text out of a stream',
    parse,
    ({ data, quick }) =>
      `CPU time for ${quick ? 5 : 20} MB of server-sent events, without a network: every library reads the same bytes, in reads of this size.\n\n${Object.entries(
        data,
      )
        .map(([label, timed]) => `In ${label} reads:\n\n${times(timed, 'CPU ms')}`)
        .join('\n\n')}`,
  ),
  ...part(
    'One chat call',
    call,
    ({ data }) => `A whole JSON answer from a server on this machine, a call after the other.\n\n${times(data, 'ms')}`,
  ),
  ...part(
    'One stream',
    stream,
    ({ data }) => `200 events from a server on this machine, read to the end.\n\n${times(data, 'ms')}`,
  ),
  ...part(
    'Import',
    imports,
    ({ data }) => `CPU time of a Node process that imports the module and ends.\n\n${times(data, 'CPU ms')}`,
  ),
  ...part(
    'Memory',
    heap,
    ({ data }) =>
      `How far the heap grows while one long stream is read and its text kept.\n\n${table(
        ['', 'growth, MB', 'text, million characters'],
        data.map(({ name, growth, characters }) => [name, (growth / 1e6).toFixed(1), (characters / 1e6).toFixed(1)]),
      )}`,
  ),
].join('\n\n')}
`
}

/** The README's table of sizes. @param {Results} results */
export const readmeSizes = ({ sizes }) => (sizes ? sizesTable(sizes) : '')

/** The README's table of peers: sizes, speeds and what goes wrong, each row with where it is shown. @param {Results} results */
export function readmePeers({ sizes, call, stream, parse, import: imports, features }) {
  const names = [ours, '@pollinations/sdk', 'openai', 'ai', '@huggingface/inference']
  /** @type {<T extends { name: string, error?: string }>(title: string, list: T[] | undefined, show: (one: T) => string) => string[][]} */
  const row = (title, list, show) => {
    const cell = (/** @type {string} */ name) => list?.find((one) => one.name === name && !one.error)
    const cells = names.map(cell).map((one) => (one ? show(one) : '–'))
    return list ? [[title, ...cells]] : []
  }
  const bare = imports?.data[0]?.median ?? 0
  return table(
    ['', ...names],
    [
      ...row('One chat call in a page, gzip', sizes?.data.calls, ({ gzip }) => kB(gzip)),
      ...row(
        `Text out of ${parse?.quick ? 5 : 20} MB of stream, CPU`,
        parse?.data['1 KB'],
        ({ median }) => `${median.toFixed(0)} ms`,
      ),
      ...row('One chat call over loopback', call?.data, ({ median }) => `${median.toFixed(2)} ms`),
      ...row('A stream of 200 events over loopback', stream?.data, ({ median }) => `${median.toFixed(2)} ms`),
      ...row('Import in Node, CPU', imports?.data, ({ median }) => `${Math.max(0, median - bare).toFixed(0)} ms`),
      ...row(
        `[Cases held, of the ${countOf(features?.data.families ?? [])} of the fault table](docs/benchmarks.md#the-fault-table)`,
        features?.data.clients,
        (client) => `${heldBy(client)}`,
      ),
      ...Object.keys(features?.data.clients[0]?.found ?? {}).flatMap((title) => {
        const file = evidence[title]?.file
        return row(file ? `[${title}](${file})` : title, features?.data.clients, ({ found }) => found[title] ?? '–')
      }),
    ],
  )
}
