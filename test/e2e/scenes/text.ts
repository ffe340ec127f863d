import { expect } from 'vitest'
import type { Scenes } from '../scene.ts'

export const textScenes: Scenes = {
  async 'the words come piece by piece, and their pace is shown'(page) {
    await page.open('text')
    await page.setPace(60)
    await page.evaluate(() => {
      const seen = Object.assign(globalThis, { seen: new Set<string>() }).seen
      const words = document.querySelector('#text .text') as Element
      const watch = new MutationObserver(() => seen.add(words.textContent ?? ''))
      watch.observe(words, { childList: true, characterData: true, subtree: true })
    })
    await page.prompt('text', 'Tell me of trees')
    await page.press('Enter')
    await page.until('text', 'done')
    const whole = await page.text('#text .text')
    const seen = await page.evaluate(() => [...(globalThis as unknown as { seen: Set<string> }).seen])
    const between = seen.filter((part) => part && part !== whole)
    expect(between.length).toBeGreaterThanOrEqual(3)
    expect(between.every((part) => whole.startsWith(part))).toBe(true)
    expect(Number(await page.text('#text [data-fact="tokens"]'))).toBeGreaterThanOrEqual(20)
    expect(await page.text('#text [data-fact="rate"]')).toMatch(/^[1-9]\d* \/ s$/)
    expect(await page.text('#text [data-fact="first"]')).toMatch(/ s$/)
    const stems = await page.evaluate(
      () => document.querySelector('.rhythm path')?.getAttribute('d')?.split('M').length,
    )
    expect(stems).toBeGreaterThan(20)
  },

  async 'an answer that the token limit cut off is not called whole'(page) {
    await page.open('text', 'most=3')
    await page.ask('text')
    await page.until('text', 'done')
    expect(await page.text('#text [role="status"]')).toMatch(/^The token limit cut it off, after \d+ pieces\.$/)
    await page.fill('#text [name="most"]', '')
    await page.ask('text')
    await page.waitFor(() => /^All said/.test(document.querySelector('#text [role="status"]')?.textContent ?? ''))
  },

  async 'Escape closes the connection, and what has come stays'(page) {
    await page.open('text')
    // So slow that it is stopped on its way, however long the page takes to hear of it.
    await page.setPace(200)
    await page.prompt('text', 'Tell me a long story')
    await page.press('Enter')
    await page.waitFor(() => (document.querySelector('#text .text')?.textContent?.length ?? 0) > 60)
    await page.press('Escape')
    await page.until('text', 'stopped')
    const came = await page.text('#text .text')
    expect(came.length).toBeGreaterThan(60)
    expect((await page.requests()).map(({ aborted }) => aborted)).toEqual([true])
    expect(await page.text('#text [role="status"]')).toMatch(/^Stopped after \d+ pieces/)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(await page.text('#text .text')).toBe(came)
  },

  async 'what a model says is text, never markup'(page) {
    const attack = '<img src=x onerror="document.title=1"><b>bold</b>'
    await page.open('text')
    await page.prompt('text', attack)
    await page.ask('text')
    await page.until('text', 'done')
    expect(await page.text('#text .text')).toContain(attack)
    expect(await page.count('#text .text *')).toBe(0)
    expect(await page.evaluate(() => document.title)).toBe('blossom-ai playground')
  },

  async 'a retry is told while it is waited for, and then the words come'(page) {
    await page.open('text')
    await page.setFaults({ status: 503, nth: 1, headers: { 'retry-after': '2' } })
    // The wait may be over before anyone outside of the page can look.
    await page.evaluate(() => {
      const seen = Object.assign(globalThis, { seen: [] as unknown[] }).seen
      const left = document.querySelector('#text .left') as Element
      const status = document.querySelector('#text [role="status"]') as Element
      new MutationObserver(() => {
        const after = getComputedStyle(status, '::after').content
        const place = [left.ariaHidden, left.closest('[role="status"]'), after]
        if (left.textContent) seen.push([status.textContent, left.textContent, ...place])
      }).observe(left, { childList: true, characterData: true, subtree: true })
    })
    await page.ask('text')
    await page.until('text', 'done')
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: unknown[] }).seen)
    // The seconds change for the eyes alone: nothing that a screen reader reads does.
    const words = expect.stringMatching(/^Not yet \(unavailable\)\. Trying again in /)
    const seconds = expect.stringMatching(/^· [12]\u00a0s left$/)
    expect(seen[0]).toEqual([words, seconds, 'true', null, 'none'])
    expect(await page.text('#text .left')).toBe('')
    expect(await page.requests()).toHaveLength(2)
  },
}
