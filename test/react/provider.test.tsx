import { renderHook } from '@testing-library/react'
import { type ReactNode, useState } from 'react'
import { expect, test, vi } from 'vitest'
import { pollinations } from '../../src/index.ts'
import { BlossomProvider, useImage, useText } from '../../src/react/index.ts'
import { createEmulator } from '../../src/testing/index.ts'

test('without a provider the hooks call as the functions do', async () => {
  const emulator = createEmulator()
  vi.stubGlobal('fetch', emulator)
  const { result } = renderHook(() => useText('Tell me a story'))
  await vi.waitFor(() => expect(result.current.status).toBe('done'))
  expect(emulator.requests.map(({ url }) => url)).toEqual([expect.stringContaining('https://text.pollinations.ai/')])
  vi.unstubAllGlobals()
})

test('providers add up: the nearest wins, undefined is not given, headers are merged', async () => {
  const emulator = createEmulator()
  const wrapper = ({ children }: { children: ReactNode }) => (
    <BlossomProvider fetch={emulator} apiKey="sk_outer" headers={{ 'x-a': 'outer', 'x-b': 'outer' }}>
      <BlossomProvider apiKey={undefined} provider={pollinations('https://gen.example')} headers={{ 'x-b': 'inner' }}>
        {children}
      </BlossomProvider>
    </BlossomProvider>
  )
  const { result } = renderHook(() => useText('Tell me a story', { headers: [['x-c', 'hook']] }), { wrapper })
  await vi.waitFor(() => expect(result.current.status).toBe('done'))
  const [request] = emulator.requests
  expect(request?.url).toContain('https://gen.example/')
  expect(request?.headers).toMatchObject({
    authorization: 'Bearer sk_outer',
    'x-a': 'outer',
    'x-b': 'inner',
    'x-c': 'hook',
  })
})

test.each(['the provider', 'the hook'])(
  'an own __proto__ in the options of %s does not become their prototype',
  async (of) => {
    const emulator = createEmulator()
    const given = JSON.parse('{"__proto__":{"provider":{"kind":"pollinations","base":"https://evil.example"}}}')
    const [outer, inner] = of === 'the hook' ? [{}, given] : [given, {}]
    const wrapper = ({ children }: { children: ReactNode }) => (
      <BlossomProvider fetch={emulator} apiKey="sk_example" {...outer}>
        {children}
      </BlossomProvider>
    )
    const { result } = renderHook(() => useText('Tell me a story', inner), { wrapper })
    await vi.waitFor(() => expect(result.current.status).toBe('done'))
    expect(emulator.requests.map(({ url }) => new URL(url).host)).toEqual(['gen.pollinations.ai'])
  },
)

test('a provider that changes in mid-call aborts the old call and asks the new service', async () => {
  const emulator = createEmulator({ faults: [{ nth: 1, hang: true }] })
  let move = (_: string) => {}
  function wrapper({ children }: { children: ReactNode }) {
    const [base, setBase] = useState('https://one.example')
    move = setBase
    return (
      <BlossomProvider fetch={emulator} apiKey="sk_test" provider={pollinations(base)}>
        {children}
      </BlossomProvider>
    )
  }
  const { result } = renderHook(() => useImage('a fox', { width: 16, height: 16 }), { wrapper })
  await vi.waitFor(() => expect(emulator.requests.length).toBe(1))
  move('https://two.example')
  await vi.waitFor(() => expect(result.current.status).toBe('done'))
  expect(emulator.requests.map(({ url, aborted }) => [new URL(url).host, aborted])).toEqual([
    ['one.example', true],
    ['two.example', false],
  ])
})
