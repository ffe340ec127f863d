import { render } from '@testing-library/react'
import { expect, inject, vi } from 'vitest'
import { pollinations } from '../../src/index.ts'
import { useText } from '../../src/react/index.ts'

const origin = inject('endless')
/** A text of 10,000 pieces, twenty at a time, and the same without a pause. */
export const paces = {
  paced: pollinations(`${origin}/gen.pollinations.ai`),
  atOnce: pollinations(`${origin}/at-once/gen.pollinations.ai`),
}

function Story({ provider, tell }: { provider: typeof paces.paced; tell(text: string): void }) {
  const { text, status } = useText('Tell me a very long story', { provider, apiKey: 'sk_test' })
  tell(text)
  // In ten parts, of which one grows, and in lines that need no breaking: what counts is the hook, not how a browser lays
  // out 50 kB again for each frame.
  return (
    <pre title={status} style={{ blockSize: 200, overflow: 'auto', contain: 'strict' }}>
      {text.split(/(?=\n\d*000 )/).map((part, at) => (
        <div key={at}>{part}</div>
      ))}
    </pre>
  )
}

/** Shows all 10,000 pieces. Gives the text of each render. */
export async function showAll(provider: typeof paces.paced): Promise<string[]> {
  const texts: string[] = []
  const { container, unmount } = render(<Story provider={provider} tell={(text) => texts.push(text)} />)
  const page = container.querySelector('pre')
  await vi.waitFor(() => expect(page?.title).toBe('done'), { interval: 100 })
  expect(page?.textContent?.match(/leaf/g)?.length).toBe(9500)
  unmount()
  return texts
}
