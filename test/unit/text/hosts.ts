import { type ChatOptions, type Fetch, streamChat, streamText, type TextStream } from '../../../src/index.ts'

/** The two hosts that stream. Which one answers is a matter of the key. */
export type Host = 'gen' | 'classic'
export const HOSTS: readonly Host[] = ['gen', 'classic']

const optionsFor = (host: Host): ChatOptions => (host === 'gen' ? { apiKey: 'sk_test_1234' } : {})

/** A stream of one prompt on a host. */
export function open(host: Host, { fetch }: { fetch: Fetch }, options: ChatOptions = {}): TextStream {
  const { json: _, ...rest } = options
  return streamText('Tell me a story, please', { ...optionsFor(host), fetch, ...rest } as never)
}

/** The same as a chat. */
export function openChat(host: Host, { fetch }: { fetch: Fetch }, options: ChatOptions = {}): TextStream {
  return streamChat([{ role: 'user', content: 'Tell me a story' }], { ...optionsFor(host), fetch, ...options })
}
