import { act } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { type CallEvent, generateText, isBlossomError, pollinations, pollinationsClassic } from '../../src/index.ts'
import { type UseTextOptions, useText } from '../../src/react/index.ts'
import { show, sleep, statusesOf } from './render.tsx'

const PROMPT = 'Tell me a story'
const seedOf = ({ body }: { body: string }): unknown => JSON.parse(body).seed

interface Props extends UseTextOptions {
  prompt?: string | undefined
}
const hook = ({ prompt, ...options }: Props) => useText(prompt, options)

test('the text comes piece by piece and is whole at the end', async () => {
  const { seen, until, emulator } = show(hook, { prompt: PROMPT }, { pace: 5 })
  const { text, result, error } = await until('done')
  expect(text).toBe(await generateText(PROMPT, { fetch: emulator, apiKey: 'sk_test' }))
  expect(result?.usage?.totalTokens).toBeGreaterThan(0)
  expect(error).toBeUndefined()
  expect(statusesOf(seen)).toEqual(['idle', 'loading', 'streaming', 'done'])
  expect(seen.filter(({ status }) => status === 'streaming').length).toBeGreaterThan(3)
  for (const [at, { text }] of seen.entries()) expect(text.startsWith(seen[at - 1]?.text ?? '')).toBe(true)
})

test('what a model thinks comes apart from what it says', async () => {
  const { until } = show(hook, { prompt: PROMPT, reasoningEffort: 'low' as const })
  const { text, reasoning } = await until('done')
  expect(reasoning).toContain('Let me think')
  expect(text).not.toContain('Let me think')
})

test.for(['', '  \n', undefined])('the prompt %j is nothing to ask for: idle, and no error', async (prompt) => {
  const { now, seen, emulator } = show(hook, { prompt })
  await act(() => sleep(20))
  expect(statusesOf(seen)).toEqual(['idle'])
  expect(now()).toMatchObject({ text: '', error: undefined, retryAt: undefined })
  act(() => now().run())
  act(() => now().retry())
  await act(() => sleep(20))
  expect(now().status).toBe('idle')
  expect(emulator.requests).toEqual([])
})

test('a prompt that becomes empty ends the call and takes the text away', async () => {
  const { rerender, now, until, emulator } = show(hook, { prompt: PROMPT }, { pace: 5 })
  await until('streaming')
  rerender({ prompt: '' })
  await until('idle')
  expect(now().text).toBe('')
  expect(emulator.requests.map(({ aborted }) => aborted)).toEqual([true])
})

test('in StrictMode one request is sent', async () => {
  const { until, emulator } = show(hook, { prompt: PROMPT }, { strict: true })
  await until('done')
  await act(() => sleep(20))
  expect(emulator.requests.length).toBe(1)
})

test('an unmount closes the connection', async () => {
  const { unmount, until, emulator } = show(hook, { prompt: PROMPT }, { pace: 5 })
  await until('streaming')
  unmount()
  expect(emulator.requests.map(({ aborted }) => aborted)).toEqual([true])
})

test('an unmount before the request sends none', async () => {
  const { unmount, emulator } = show(hook, { prompt: PROMPT })
  unmount()
  await sleep(20)
  expect(emulator.requests.filter(({ aborted }) => !aborted)).toEqual([])
})

test('another prompt ends the call before, and nothing of it is shown with the new one', async () => {
  const { rerender, seen, until, emulator } = show(hook, { prompt: PROMPT }, { pace: 5 })
  await until('streaming')
  rerender({ prompt: 'Is 7 a prime?' })
  await until('loading')
  const at = seen.length
  const { text } = await until('done')
  expect(emulator.requests.map(({ aborted }) => aborted)).toEqual([true, false])
  for (const snapshot of seen.slice(at)) expect(text.startsWith(snapshot.text)).toBe(true)
})

test('the same options written anew in each render are no reason to ask again', async () => {
  const options = () => ({
    prompt: PROMPT,
    provider: pollinations('https://gen.example'),
    headers: { 'x-team': 'garden' },
    onEvent: () => {},
    requestId: `${Math.random()}`,
    signal: AbortSignal.timeout(60_000),
    onFinish: () => {},
  })
  const { rerender, until, emulator } = show(hook, options())
  await until('done')
  rerender(options())
  await act(() => sleep(20))
  expect(emulator.requests.length).toBe(1)
})

test.for<Partial<Props>>([{ model: 'mistral' }, { system: 'You are a poet' }, { seed: 7 }, { apiKey: 'sk_other' }])(
  'another parameter asks again: %j',
  async (change) => {
    const { rerender, until, emulator } = show(hook, { prompt: PROMPT } as Props)
    await until('done')
    rerender({ prompt: PROMPT, ...change })
    await until('done')
    expect(emulator.requests.length).toBe(2)
  },
)

test.for([true, false])('another provider in mid-call aborts the old call (auto: %s)', async (auto) => {
  const { rerender, now, until, emulator } = show(hook, { prompt: PROMPT, auto } as Props, { pace: 5 })
  act(() => now().run())
  await until('streaming')
  rerender({ prompt: PROMPT, auto, provider: pollinationsClassic(), apiKey: undefined })
  await act(() => sleep(0))
  expect(emulator.requests[0]?.aborted).toBe(true)
  await until('done')
  // By effect it is asked for again; by event handler what came is kept.
  expect(emulator.requests.length).toBe(auto ? 2 : 1)
  expect(now().text).not.toBe('')
  if (auto) expect(emulator.requests[1]?.url).toContain('text.pollinations.ai')
})

test('without auto only run asks: for the prompt of the hook, or for another one', async () => {
  const { now, until, emulator } = show(hook, { prompt: 'Good morning to you', auto: false })
  await act(() => sleep(20))
  expect(emulator.requests.length).toBe(0)
  act(() => now().run())
  await until('done')
  act(() => now().run('Good night to you'))
  expect((await until('loading')).text).toBe('')
  expect((await until('done')).text).toContain('Good night')
  // As an event handler it gets the event, which is no prompt.
  act(() => (now().run as (event: unknown) => void)({ type: 'click' }))
  await until('loading')
  expect((await until('done')).text).toContain('Good morning')
  expect(emulator.requests.length).toBe(3)
})

test('options are read at the time of the call, those that the same event handler sets too', async () => {
  const { now, rerender, until, emulator } = show(hook, { prompt: PROMPT, auto: false } as Props)
  rerender({ prompt: PROMPT, auto: false, model: 'mistral' })
  act(() => {
    now().run()
    rerender({ prompt: PROMPT, auto: false, model: 'deepseek', temperature: 0.5 })
  })
  await until('done')
  const bodies = emulator.requests.map(({ body }) => JSON.parse(body))
  expect(bodies).toMatchObject([{ model: 'deepseek', temperature: 0.5 }])
})

test('with auto: false another prompt or parameter leaves a call that is under way alone', async () => {
  const { now, rerender, until, emulator } = show(hook, { prompt: PROMPT, auto: false } as Props, { pace: 5 })
  act(() => now().run())
  await until('streaming')
  rerender({ prompt: 'Something else', auto: false, temperature: 0.5 })
  const { result } = await until('done')
  expect(result?.finishReason).toBe('stop')
  expect(emulator.requests.map(({ aborted }) => aborted)).toEqual([false])
})

test('callbacks are those of the last render', async () => {
  const first = vi.fn()
  const last = vi.fn()
  const { rerender, until } = show(hook, { prompt: PROMPT, onFinish: first }, { pace: 2 })
  await until('streaming')
  rerender({ prompt: PROMPT, onFinish: last })
  const { text } = await until('done')
  expect(first).not.toHaveBeenCalled()
  expect(last.mock.calls.map(([result]) => result.text)).toEqual([text])
})

test('stop keeps what came, closes the connection, and is no finish', async () => {
  const onFinish = vi.fn()
  const onError = vi.fn()
  const { now, until, emulator } = show(hook, { prompt: PROMPT, onFinish, onError }, { pace: 5 })
  await until('streaming')
  act(() => now().stop())
  const { status, text, error, result } = now()
  expect({ status, error, result }).toEqual({ status: 'done', error: undefined, result: undefined })
  expect(text).not.toBe('')
  expect(emulator.requests.map(({ aborted }) => aborted)).toEqual([true])
  await act(() => sleep(40))
  expect(now().text).toBe(text)
  expect([onFinish, onError].flatMap(({ mock }) => mock.calls)).toEqual([])
})

test('stop keeps the pieces too that no frame has shown yet', async () => {
  vi.stubGlobal('requestAnimationFrame', () => 0)
  const seen: string[] = []
  const onEvent = ({ type }: CallEvent) => void seen.push(type)
  const { now } = show(hook, { prompt: PROMPT, onEvent }, { pace: 5 })
  await vi.waitFor(() => expect(seen.filter((type) => type === 'progress').length).toBeGreaterThan(3))
  expect(now().text).toBe('')
  act(() => now().stop())
  expect(now().text).not.toBe('')
  vi.unstubAllGlobals()
})

test('a stop when nothing is under way changes nothing', async () => {
  const { now, until } = show(hook, { prompt: PROMPT, auto: false })
  const before = now()
  act(() => now().stop())
  expect(now()).toBe(before)
  act(() => now().run())
  const after = await until('done')
  act(() => now().stop())
  expect(now()).toBe(after)
})

test('a stop in the turn of the start is as a stop a turn later: done, no error, and nothing is asked', async () => {
  const { now, until, emulator } = show(hook, { prompt: PROMPT }, { faults: [{ nth: 1, cut: 4000 }] })
  await until('error')
  act(() => {
    now().retry()
    now().stop()
  })
  const stopped = now()
  expect(stopped).toMatchObject({ status: 'done', error: undefined, text: '' })
  await act(() => sleep(20))
  expect(now()).toBe(stopped)
  expect(emulator.requests.length).toBe(1)
})

test('a stop in the turn of a start that has nothing to ask leaves the hook idle', async () => {
  const { now } = show(hook, { prompt: '', auto: false })
  act(() => {
    now().run()
    now().stop()
  })
  expect(now().status).toBe('idle')
})

test('retry after a success has a new seed, after a failure the same', async () => {
  const faults = [{ nth: 2, status: 400 }]
  const { now, until, emulator } = show(hook, { prompt: PROMPT, seed: 7 }, { faults })
  await until('done')
  act(() => now().retry())
  await until('error')
  act(() => now().retry())
  await until('done')
  const [first, second, third] = emulator.requests.map(seedOf)
  expect(first).toBe(7)
  expect(second).toEqual(expect.any(Number))
  expect(second).not.toBe(7)
  expect(third).toBe(7)
})

test('a failure has its error, keeps the text so far, and tells onError', async () => {
  const onError = vi.fn()
  const { until, now } = show(hook, { prompt: PROMPT, onError }, { faults: [{ cut: 4000 }] })
  const { error, text } = await until('error')
  expect(isBlossomError(error, 'incomplete')).toBe(true)
  expect(text).not.toBe('')
  expect(text).toBe(isBlossomError(error) ? error.partial : undefined)
  expect(onError.mock.calls).toEqual([[error]])
  act(() => now().retry())
  expect(await until('loading')).toMatchObject({ error: undefined, text: '' })
})

test('an abort by a signal of yours is an error: its reason', async () => {
  const controller = new AbortController()
  const { until, emulator } = show(hook, { prompt: PROMPT, signal: controller.signal }, { pace: 5 })
  await until('streaming')
  controller.abort(new Error('Enough'))
  const { error } = await until('error')
  expect(error?.message).toBe('Enough')
  expect(emulator.requests.map(({ aborted }) => aborted)).toEqual([true])
})

test('what is thrown and is no error becomes one', async () => {
  const { until } = show(hook, { prompt: PROMPT, signal: AbortSignal.abort('enough') })
  const { error } = await until('error')
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({ message: 'enough', cause: 'enough' })
})

test('retryAt says when the next try begins, and is gone when it has begun', async () => {
  const faults = [{ nth: 1, status: 429, headers: { 'retry-after': '1' } }]
  const start = Date.now()
  const { seen, until } = show(hook, { prompt: PROMPT }, { faults, pace: 3 })
  await vi.waitFor(() => expect(seen.at(-1)?.retryAt).toBeDefined())
  const waiting = seen.at(-1)
  expect(waiting?.status).toBe('loading')
  expect((waiting?.retryAt ?? 0) - start).toBeGreaterThanOrEqual(1000)
  expect((waiting?.retryAt ?? 0) - Date.now()).toBeLessThanOrEqual(1000)
  await vi.waitFor(() => expect(seen.at(-1)?.status).toBe('done'))
  const streaming = seen.filter(({ status }) => status === 'streaming')
  expect(streaming.length).toBeGreaterThan(0)
  expect(streaming.every(({ retryAt }) => retryAt === undefined)).toBe(true)
  expect((await until('done')).retryAt).toBeUndefined()
})

test('a rate limit that is not waited out says in retryAt when to come back', async () => {
  const faults = [{ status: 429, headers: { 'retry-after': '90' } }]
  const start = Date.now()
  const { until } = show(hook, { prompt: PROMPT }, { faults })
  const { error, retryAt } = await until('error')
  expect(isBlossomError(error, 'rate_limit')).toBe(true)
  expect(retryAt).toBeGreaterThanOrEqual(start + 90_000)
  expect(retryAt).toBeLessThanOrEqual(Date.now() + 90_000)
})

test('functions keep their identity, and so does all between two snapshots', async () => {
  const { now, rerender, until, seen } = show(hook, { prompt: PROMPT })
  await until('done')
  for (const name of ['run', 'stop', 'retry'] as const) {
    expect(new Set(seen.map((state) => state[name])).size).toBe(1)
  }
  const before = now()
  rerender({ prompt: PROMPT })
  expect(now()).toBe(before)
})

test('the key is in no snapshot', async () => {
  const { until, seen } = show(
    hook,
    { prompt: PROMPT },
    { apiKey: 'sk_very_secret', faults: [{ nth: 1, status: 401 }] },
  )
  await until('error')
  expect(JSON.stringify(seen)).not.toContain('sk_very_secret')
})
