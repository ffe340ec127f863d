import { expect, test } from 'vitest'
import { paces, showAll } from './story.tsx'

// How long the page is busy meanwhile: `npm run bench -- --only hooks`.
test.for(Object.entries(paces))('10,000 pieces are all shown, in far fewer renders (%s)', async ([, provider]) => {
  let frames = 0
  let frame = requestAnimationFrame(function next() {
    frames++
    frame = requestAnimationFrame(next)
  })
  const texts = await showAll(provider)
  cancelAnimationFrame(frame)
  expect(texts.every((text, at) => text.startsWith(texts[at - 1] ?? ''))).toBe(true)
  // However many frames there are meanwhile: twenty pieces come in one read, and are shown in one render at most.
  expect(texts.length).toBeLessThan(1000)
  console.info(`${texts.length} renders in ${frames} frames`)
})
