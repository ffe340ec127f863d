import type { Fault } from 'blossom-ai/testing'

/** Something that goes wrong, and the call that meets it. */
export interface Scenario {
  title: string
  says: string
  call: 'generateImage' | 'streamText'
  prompt: string
  /** What the code shows. */
  options: { maxRetries?: number; timeout?: number; stallTimeout?: number; width?: number; height?: number }
  /** The call sends a key. */
  key?: true
  faults: readonly Fault[]
}

const picture = { call: 'generateImage' as const, prompt: 'a fox in the snow' }
const story = { call: 'streamText' as const, prompt: 'Tell me a story about a fox' }
const bytesSoFar = 2500

/** By name, as it stands in the address. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  rate: {
    ...picture,
    title: 'Too many requests',
    says: 'A 429 that says how long to wait.',
    options: { maxRetries: 0 },
    faults: [{ status: 429, headers: { 'retry-after': '7' } }],
  },
  passing: {
    ...picture,
    title: 'A failure that passes',
    says: 'A 503 at the first try; the second one is made for you.',
    options: { width: 512, height: 512 },
    faults: [{ status: 503, nth: 1 }],
  },
  stall: {
    ...story,
    title: 'Silence',
    says: 'The answer stops in the middle, and the line stays open.',
    options: { stallTimeout: 1000, maxRetries: 0 },
    faults: [{ stall: bytesSoFar }],
  },
  cut: {
    ...story,
    title: 'Cut off',
    says: 'The connection ends before the answer does.',
    options: {},
    faults: [{ cut: bytesSoFar }],
  },
  asleep: {
    ...story,
    title: 'The model gives up',
    says: 'An error comes in the middle of the stream.',
    options: {},
    faults: [{ insert: 'data: {"error":{"message":"The model fell asleep"}}\n\n', at: 12 }],
  },
  placeholder: {
    ...picture,
    title: 'A picture that is none',
    says: 'HTTP 200 with a picture that says "rate limited".',
    options: { maxRetries: 0 },
    faults: [{ placeholder: true }],
  },
  page: {
    ...picture,
    title: 'A page for a picture',
    says: 'HTTP 200 with HTML, as a proxy sends it.',
    options: {},
    faults: [{ body: '<h1>Please log in</h1>', headers: { 'content-type': 'text/html' } }],
  },
  refusal: {
    ...story,
    title: 'An empty account',
    says: 'The refusal comes as an answer of the model, with HTTP 200.',
    options: {},
    key: true,
    faults: [{ refusal: 'balance' }],
  },
  key: {
    ...story,
    title: 'A wrong key',
    says: 'The service does not know the key.',
    options: {},
    key: true,
    faults: [{ status: 401, body: { error: { message: 'Invalid or expired API key.' } } }],
  },
  slow: {
    ...picture,
    title: 'No answer',
    says: 'Nothing comes within a second and a half.',
    options: { timeout: 1500, maxRetries: 0 },
    faults: [{ hang: true }],
  },
  offline: {
    ...picture,
    title: 'No network',
    says: 'The connection fails before there is an answer.',
    options: { maxRetries: 0 },
    faults: [{ reset: true }],
  },
  nothing: {
    ...picture,
    title: 'An empty prompt',
    says: 'Found out before anything is sent.',
    prompt: '',
    options: {},
    faults: [],
  },
}
