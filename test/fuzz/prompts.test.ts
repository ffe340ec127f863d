import { deepStrictEqual } from 'node:assert'
import fc from 'fast-check'
import { afterAll, beforeAll } from 'vitest'
import {
  type CallOptions,
  type Fetch,
  generateImage,
  generateText,
  imageUrl,
  isBlossomError,
  pollinations,
  pollinationsClassic,
  speak,
} from '../../src/index.ts'
import { createEmulator, type RecordedRequest } from '../../src/testing/index.ts'
import { type ServedEmulator, serveEmulator } from '../server/serve.ts'
import { fuzz, settle } from './fuzz.ts'
import { KEY } from './routes.ts'

/** Any text, and what URLs, hosts and firewalls are touchy about. */
const prompt = fc.oneof(
  { arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), weight: 3 },
  { arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), weight: 3 },
  {
    arbitrary: fc
      .array(
        fc.constantFrom(
          '/',
          '..',
          '.',
          '%',
          '%2F',
          '?',
          '#',
          '&',
          '+',
          ' ',
          '\\',
          '\n',
          '\0',
          '"',
          "'",
          'models',
          'é',
          '🌸',
        ),
        {
          minLength: 1,
          maxLength: 8,
        },
      )
      .map((parts) => parts.join('')),
    weight: 3,
  },
  { arbitrary: fc.string({ unit: 'grapheme', minLength: 500, maxLength: 900 }), weight: 1 },
  {
    arbitrary: fc
      .array(fc.integer({ min: 0xd7f0, max: 0xe010 }), { minLength: 1, maxLength: 4 })
      .map((codes) => String.fromCharCode(...codes)),
    weight: 1,
  },
)
/** Half of a surrogate pair, by a rule of its own: all pairs taken out, is there any half left? */
const isBad = (text: string): boolean =>
  !text.trim() || /[\ud800-\udfff]/.test(text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, ''))

/** The prompt as a server reads it: from the path, which URLs may not change, or from the body. */
function promptIn({ url, body, method }: Pick<RecordedRequest, 'url' | 'body' | 'method'>): unknown {
  if (method === 'POST') {
    const { prompt, input, messages } = JSON.parse(body)
    return prompt ?? input ?? messages.at(-1).content
  }
  // What stands behind the host is the route and one part of path: a slash of the prompt never is one.
  const path = new URL(url).pathname.split('/').slice(1)
  return decodeURIComponent(path.at(-1) as string)
}

type Call = (prompt: string, options: object) => Promise<unknown>
const small = { width: 16, height: 16 }
const CALLS: Readonly<Record<string, Call>> = {
  generateImage: (prompt, options) => generateImage(prompt, { ...small, ...options }),
  generateText: (prompt, options) => generateText(prompt, options),
  'generateText by POST': (prompt, options) => generateText(prompt, { reasoningEffort: 'low', ...options }),
  speak: (prompt, options) => speak(prompt, options),
}

async function check(
  call: Call,
  prompt: string,
  options: CallOptions,
  requests: readonly RecordedRequest[],
): Promise<void> {
  const before = requests.length
  const { error } = await settle(call(prompt, { maxRetries: 0, ...options }))
  const sent = requests.slice(before)
  const refused = isBlossomError(error) && error.code === 'invalid_prompt'
  deepStrictEqual([refused, sent.length], isBad(prompt) || refused ? [true, 0] : [false, 1])
  // Only what a path cannot hold may be refused beside halves: dots, and what is too long where there is no POST.
  if (refused && !isBad(prompt))
    deepStrictEqual(/^\.\.?$/.test(prompt) || encodeURIComponent(prompt).length > 7000, true)
  if (!refused && error !== undefined) throw error
  for (const request of sent) deepStrictEqual(promptIn(request), prompt)
}

for (const [name, call] of Object.entries(CALLS)) {
  for (const host of ['gen', 'classic']) {
    fuzz(
      `${name} on ${host}: any prompt decodes back to itself at the server`,
      150,
      fc.asyncProperty(prompt, async (text) => {
        const fetch = createEmulator()
        const options = host === 'gen' ? { apiKey: KEY } : { provider: pollinationsClassic() }
        await check(call, text, { fetch, ...options }, fetch.requests)
      }),
    )
  }
}

fuzz(
  'imageUrl: any prompt decodes back to itself',
  300,
  fc.property(prompt, fc.constantFrom({}, { publishableKey: 'pk_a' }), (text, options) => {
    let url: string
    try {
      url = imageUrl(text, options)
    } catch (error) {
      deepStrictEqual(isBlossomError(error, 'invalid_prompt'), true)
      deepStrictEqual(isBad(text) || /^\.\.?$/.test(text) || encodeURIComponent(text).length > 7900, true)
      return
    }
    // On gen the bare word is a route, and goes with a blank behind it (FUZZ_SEED=322609838).
    const sent = text === 'models' && 'publishableKey' in options ? 'models ' : text
    deepStrictEqual(promptIn({ url, method: 'GET', body: '' }), sent)
  }),
)

let server: ServedEmulator
beforeAll(async () => {
  server = await serveEmulator()
})
afterAll(() => server.close())

fuzz(
  'over a real socket any prompt decodes back to itself, by every route',
  100,
  fc.asyncProperty(prompt, fc.constantFrom(...Object.values(CALLS)), fc.boolean(), async (text, call, gen) => {
    const options = gen
      ? { provider: pollinations(server.url('gen.pollinations.ai')), apiKey: KEY }
      : {
          provider: pollinationsClassic({
            image: server.url('image.pollinations.ai'),
            text: server.url('text.pollinations.ai'),
          }),
        }
    await check(call, text, options as { fetch?: Fetch }, server.requests)
  }),
)
