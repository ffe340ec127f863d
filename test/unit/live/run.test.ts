// The comparison with the live services, where "live" is a second emulator behind a socket.
import { afterEach, expect, test } from 'vitest'
import { runLive } from '../../live/run.ts'
import { type ServedEmulator, serveEmulator } from '../../server/serve.ts'

let served: ServedEmulator | undefined
afterEach(() => served?.close())

async function compareWith(faults: Parameters<typeof serveEmulator>[0] = {}, key?: string) {
  const server = await serveEmulator(faults)
  served = server
  const [gen, image, text] = ['gen', 'image', 'text'].map((name) => server.url(`${name}.pollinations.ai`))
  const lines: string[] = []
  const drifted = await runLive({
    bases: { gen: `${gen}`, image: `${image}`, text: `${text}` },
    key,
    intervals: { image: 0, text: 0 },
    seed: 7,
    print: (line) => lines.push(line),
  })
  return { drifted, lines, requests: server.requests }
}

test('a service that is like the emulator shows no drift, in eight calls without a key and eight with one', async () => {
  const { drifted, lines, requests } = await compareWith({}, 'sk_live')
  expect(lines.filter((line) => !line.startsWith('same'))).toEqual(['\n16 the same, 0 with a drift'])
  expect(drifted).toBe(0)
  const calls = requests.filter(({ url }) => !url.endsWith('/models'))
  expect(calls.map(({ headers }) => headers.authorization).filter(Boolean)).toEqual(Array(8).fill('Bearer sk_live'))
  expect(calls).toHaveLength(16)
})

test('without a key the calls that need one are skipped, in a sentence', async () => {
  const { lines, requests } = await compareWith()
  expect(lines).toContain('skipped: 8 calls of gen need a key, and POLLINATIONS_API_KEY is not set')
  expect(lines.at(-1)).toBe('\n8 the same, 0 with a drift')
  expect(requests.filter(({ url }) => /gen\.pollinations\.ai\/(v1|image)/.test(url))).toEqual([])
})

test('another status, and the body that comes with it, are drifts', async () => {
  const body = { error: 'Gone for good', since: 2027 }
  const { drifted, lines } = await compareWith({
    faults: [{ route: 'GET text.pollinations.ai/Say', status: 410, body }],
  })
  expect(drifted).toBe(1)
  const at = lines.indexOf('drift  text: an answer')
  expect(lines.slice(at + 1, at + 3).map((line) => line.trim())).toEqual([
    'status: 410 live, 200 in the emulator',
    'body since: number live, nothing in the emulator',
  ])
})

test('a refusal is compared with the same refusal of the emulator', async () => {
  const { lines } = await compareWith({ faults: [{ route: 'GET text.pollinations.ai/Say', status: 429 }] })
  const at = lines.indexOf('drift  text: an answer')
  expect(lines[at + 1]?.trim()).toBe('status: 429 live, 200 in the emulator')
  expect(lines[at + 2]).toMatch(/^(same|drift) /)
})

test('another header, content type or cache rule is a drift', async () => {
  const headers = { 'x-cache-type': 'SEMANTIC', 'cache-control': 'no-store', 'content-type': 'image/svg+xml' }
  const { drifted, lines } = await compareWith({
    faults: [
      { route: 'nologo=true', headers },
      { route: '/prompt/', headers },
    ],
  })
  expect(drifted).toBe(2)
  expect(lines.map((line) => line.trim())).toEqual(
    expect.arrayContaining([
      'content type: image/svg+xml live, image/png in the emulator (meant)',
      'cache-control: no-store live, public, max-age=31536000, immutable in the emulator',
      'header x-cache-type: sent live, not sent in the emulator',
    ]),
  )
})

test('a new field in the chunks of a stream is a drift', async () => {
  const insert = 'data: {"choices":[],"citations":["https://fox.example"]}\n\n'
  const { drifted, lines } = await compareWith({ faults: [{ route: 'GET text.pollinations.ai/Count', insert, at: 3 }] })
  expect(drifted).toBe(1)
  expect(lines.map((line) => line.trim())).toContain('body citations: array live, nothing in the emulator')
})

test('a stream that breaks off is a drift', async () => {
  const { drifted, lines } = await compareWith({ faults: [{ route: 'GET text.pollinations.ai/Count', cut: 700 }] })
  const told = lines.map((line) => line.trim())
  expect(drifted).toBe(1)
  expect(told).toContain('outcome: incomplete live, result in the emulator')
  expect(told).toContain('body [DONE]: nothing live, boolean in the emulator')
})

test('a connection that breaks is a drift', async () => {
  const { drifted, lines } = await compareWith({ faults: [{ route: 'GET text.pollinations.ai/Say', reset: true }] })
  expect(drifted).toBe(1)
  expect(lines.map((line) => line.trim())).toContain('outcome: network live, result in the emulator')
})

test('the key is never printed, even when the service repeats it', async () => {
  const faults = [{ route: 'POST gen.pollinations.ai', headers: { 'cache-control': 'sk_topsecret' } }]
  const { lines } = await compareWith({ faults }, 'sk_topsecret')
  expect(lines.join('\n')).toContain('cache-control: [key] live')
  expect(lines.join('\n')).not.toContain('topsecret')
})

test('without a network it says so in one sentence, and nothing has drifted', async () => {
  const server = await serveEmulator()
  await server.close()
  const lines: string[] = []
  const drifted = await runLive({
    bases: { gen: server.origin, image: server.origin, text: server.origin },
    key: 'sk_live',
    intervals: { image: 45_000, text: 30_000 },
    seed: 7,
    print: (line) => lines.push(line),
  })
  expect(lines).toEqual(['None of the services can be reached from here, so there is nothing to compare with.'])
  expect(drifted).toBe(0)
})

test('a host that cannot be reached is left out, in a sentence', async () => {
  const server = await serveEmulator()
  served = server
  const lines: string[] = []
  await runLive({
    bases: {
      gen: server.url('gen.pollinations.ai'),
      image: 'http://127.0.0.1:1',
      text: server.url('text.pollinations.ai'),
    },
    key: undefined,
    intervals: { image: 0, text: 0 },
    seed: 7,
    print: (line) => lines.push(line),
  })
  expect(lines).toContain('skipped: the calls of image, which cannot be reached from here')
  expect(lines.at(-1)).toBe('\n6 the same, 0 with a drift')
})
