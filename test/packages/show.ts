import type { BrowserPage } from '../tools/open-browser.mjs'

/** What a page shows once all its pictures are there and its paragraph has words. */
export interface Shown {
  /** Of each picture, in pixels. */
  widths: number[]
  text: string
  /** What went wrong in the page, or that it never came to an end. */
  error?: string
}

/** Opens an address and looks at it until everything is there, so many pictures at least; 20 s at most. */
export async function show(page: BrowserPage, url: string, pictures = 1): Promise<Shown> {
  await page.goto(url)
  return page.evaluate(look, pictures)
}

/** Runs in the page, which puts an error of its own into its title. */
async function look(pictures: number): Promise<Shown> {
  const end = Date.now() + 100_000
  for (;;) {
    const widths = [...document.images].map(({ naturalWidth }) => naturalWidth)
    const text = document.querySelector('p')?.textContent ?? ''
    if (widths.length >= pictures && widths.every(Boolean) && text) return { widths, text }
    if (document.title.startsWith('Error')) return { widths, text, error: document.title }
    if (Date.now() > end) return { widths, text, error: `Not all is there: ${document.body.innerHTML}` }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
