import { deepStrictEqual } from 'node:assert'
import fc from 'fast-check'
import { chat, generateImage, isBlossomError } from '../../src/index.ts'
import { fuzz, settle } from './fuzz.ts'
import { KEY } from './routes.ts'

/** A header, and what it asks for in milliseconds; undefined: it says nothing. */
type Asked = [header: string, ms: number | undefined]
const asked: fc.Arbitrary<Asked> = fc.oneof(
  fc.nat(10_000_000).map((seconds): Asked => [`${seconds}`, seconds * 1000]),
  fc.tuple(fc.nat(500), fc.nat(99)).map(([whole, part]): Asked => {
    const text = `${whole}.${`${part}`.padStart(2, '0')}`
    return [text, Number(text) * 1000]
  }),
  // A whole second, as HTTP dates are.
  fc.integer({ min: -1e6, max: 1e6 }).map((seconds): Asked => {
    const at = Math.floor(Date.now() / 1000 + seconds) * 1000
    return [new Date(at).toUTCString(), at]
  }),
  fc.constantFrom<Asked>(
    ['-1', undefined],
    ['-0.5', undefined],
    ['', undefined],
    ['soon', undefined],
    ['1e3', undefined],
    ['0x10', undefined],
    ['5 seconds', undefined],
    ['NaN', undefined],
    ['Infinity', undefined],
    ['1.2.3', undefined],
    ['2026', 2_026_000],
    ['Wed, 99 Foo 2026 00:00:00 GMT', undefined],
    ['0', 0],
    ['000', 0],
  ),
  fc.stringMatching(/^[a-z!]{1,8}$/).map((text): Asked => [text, undefined]),
)

fuzz(
  'Retry-After: seconds and dates are waited for, and told when they are too long; anything else is no wait',
  400,
  fc.asyncProperty(
    asked,
    fc.constantFrom(429, 503),
    fc.constantFrom('gen', 'image'),
    fc.nat(100_000),
    async ([header, wanted], status, host, most) => {
      const isDate = header.includes(':')
      const before = Date.now()
      const fetch = async () => new Response('no', { status, headers: { 'retry-after': header } })
      const delays: number[] = []
      const stop = new AbortController()
      const options = {
        fetch,
        maxRetries: 1,
        maxRetryAfter: most,
        retryDelay: () => 7,
        signal: stop.signal,
        onEvent: (event: { type: string; delay?: number }) => {
          if (event.type !== 'retry') return
          delays.push(event.delay ?? -1)
          // The wait itself is not what is looked at.
          stop.abort('enough')
        },
      }
      const user = [{ role: 'user', content: 'Hi' }] as const
      const call = host === 'gen' ? chat(user, { apiKey: KEY, ...options }) : generateImage('a fox', options)
      const { error } = await settle<unknown>(call)
      const after = Date.now()
      const needed = status !== 429 ? undefined : host === 'gen' ? 10_000 : 45_000
      // What a date asks for depends on the moment at which it is read.
      const between = (moment: number) =>
        wanted === undefined ? needed : Math.max(isDate ? wanted - moment : wanted, 0)
      const [high, low] = [between(before), between(after)]
      const got = error === 'enough' ? delays[0] : isBlossomError(error) ? error.retryAfter : error
      if (high === undefined || low === undefined) return deepStrictEqual([error, got], ['enough', 7])
      deepStrictEqual(typeof got === 'number' && got <= high + 1e-6 && got >= low - 1e-6, true, `${got} is not ${high}`)
      if (low > most) deepStrictEqual([isBlossomError(error), delays], [true, []])
      if (high <= most) deepStrictEqual(error, 'enough')
    },
  ),
)
