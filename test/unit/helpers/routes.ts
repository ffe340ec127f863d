import {
  type CallOptions,
  type CustomImageProvider,
  chat,
  generateImage,
  generateText,
  pollinations,
  pollinationsClassic,
} from '../../../src/index.ts'

export const KEY = 'sk_Zm9vYmFyQmF6UXV4MTIzNDU2Nzg5'
export const IMAGE = 'https://image.pollinations.ai'
export const TEXT = 'https://text.pollinations.ai'
export const GEN = 'https://gen.pollinations.ai'
export const PROXY = 'https://proxy.example/ai'
export const OWN = 'https://own.example/draw'

/** A user's own image service, which takes the key. */
export const own: CustomImageProvider = {
  kind: 'custom',
  planImage: (prompt) => ({ url: `${OWN}?prompt=${encodeURIComponent(prompt)}`, method: 'GET', auth: true }),
}

/** One way for a call to travel. */
export interface Route {
  name: string
  /** The kind of host at its end. */
  host: 'gen' | 'image' | 'text' | 'custom'
  kind: 'image' | 'text'
  method: 'GET' | 'POST'
  /** The address as errors and events show it. */
  shown: string
  /** Whether the call carries KEY. */
  keyed: boolean
  run(options?: CallOptions): Promise<unknown>
}

const asCall = (options: CallOptions | undefined) => options as object
const user = [{ role: 'user', content: 'Hello there' }] as const

/** Every way that there is, but for streams. */
export const ROUTES: readonly Route[] = [
  {
    name: 'a classic image',
    host: 'image',
    kind: 'image',
    method: 'GET',
    shown: `${IMAGE}/prompt/…`,
    keyed: false,
    run: (options) => generateImage('a fox', { width: 8, height: 8, ...asCall(options) }),
  },
  {
    name: 'a gen image by GET',
    host: 'gen',
    kind: 'image',
    method: 'GET',
    shown: `${GEN}/image/…`,
    keyed: true,
    run: (options) => generateImage('a fox', { width: 8, height: 8, apiKey: KEY, ...asCall(options) }),
  },
  {
    name: 'a gen image by POST',
    host: 'gen',
    kind: 'image',
    method: 'POST',
    shown: `${GEN}/v1/images/generations`,
    keyed: true,
    run: (options) => generateImage('100 % fox', { width: 8, height: 8, apiKey: KEY, ...asCall(options) }),
  },
  {
    name: 'an image of a custom provider',
    host: 'custom',
    kind: 'image',
    method: 'GET',
    shown: 'https://own.example/…',
    keyed: true,
    run: (options) => generateImage('a fox', { provider: own, apiKey: KEY, ...asCall(options) }),
  },
  {
    name: 'a classic text by GET',
    host: 'text',
    kind: 'text',
    method: 'GET',
    shown: `${TEXT}/…`,
    keyed: false,
    run: (options) => generateText('Hello there', asCall(options)),
  },
  {
    name: 'a classic text by POST',
    host: 'text',
    kind: 'text',
    method: 'POST',
    shown: `${TEXT}/openai`,
    keyed: false,
    run: (options) => generateText('Hello', asCall(options)),
  },
  {
    name: 'a gen text',
    host: 'gen',
    kind: 'text',
    method: 'POST',
    shown: `${GEN}/v1/chat/completions`,
    keyed: true,
    run: (options) => generateText('Hello there', { apiKey: KEY, ...asCall(options) }),
  },
  {
    name: 'a classic chat',
    host: 'text',
    kind: 'text',
    method: 'POST',
    shown: `${TEXT}/openai`,
    keyed: false,
    run: (options) => chat(user, { provider: pollinationsClassic(), ...asCall(options) }),
  },
  {
    name: 'a gen chat',
    host: 'gen',
    kind: 'text',
    method: 'POST',
    shown: `${GEN}/v1/chat/completions`,
    keyed: true,
    run: (options) => chat(user, { apiKey: KEY, ...asCall(options) }),
  },
  {
    name: 'a chat through a proxy',
    host: 'gen',
    kind: 'text',
    method: 'POST',
    shown: `${PROXY}/v1/chat/completions`,
    keyed: false,
    run: (options) => chat(user, { provider: pollinations(PROXY), ...asCall(options) }),
  },
]

/** One way for each kind of host. */
export const HOSTS: readonly Route[] = [0, 1, 3, 4, 8].flatMap((at) => ROUTES[at] ?? [])
