import { inject } from 'vitest'
import { type ChatProvider, type ImageProvider, type ProviderOf, pollinations } from '../../src/index.ts'
import type { RecordedRequest } from '../../src/testing/index.ts'

const origin = inject('emulator')
let count = 0

/** A provider and key that name this test: the browsers share one server. */
export function createService() {
  const key = `sk_made_up_${Math.random().toString(36).slice(2)}_${count++}`
  const provider: ImageProvider & ChatProvider & ProviderOf<'speech'> = pollinations(`${origin}/gen.pollinations.ai`)
  return {
    options: { provider, apiKey: key },
    /** What came from this test. */
    async requests(): Promise<RecordedRequest[]> {
      const all: RecordedRequest[] = await (await fetch(`${origin}/-/requests`)).json()
      return all.filter(({ headers }) => headers.authorization === `Bearer ${key}`)
    },
  }
}
