import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

const ids = (html: string): Set<string> =>
  new Set([...html.matchAll(/<[^>]+? (?:id|name)="([^"]*)"/g)].map(([, id = '']) => id))

/** Links between the pages of a site that lead to no file, or to no such place in it; what leads out of it is not looked at. */
export function brokenLinks(site: string): { broken: string[]; count: number } {
  const pages = readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'))
  const html = new Map(pages.map((page) => [resolve(site, page), readFileSync(join(site, page), 'utf8')]))
  const places = new Map([...html].map(([file, text]) => [file, ids(text)]))
  const broken: string[] = []
  let count = 0
  for (const [file, text] of html) {
    for (const [, link = ''] of text.matchAll(/<a [^>]*?href="([^"]*)"/g)) {
      if (/^\w+:/.test(link)) continue
      count++
      const [path = '', place = ''] = link.split('#').map(decodeURIComponent)
      const named = path ? resolve(dirname(file), path) : file
      const target = statSync(named, { throwIfNoEntry: false })?.isDirectory() ? join(named, 'index.html') : named
      // What is no page, such as the changelog, is shown as it is and has no places.
      const has = places.get(target) ?? (existsSync(target) && new Set([place]))
      if (!has || (place && !has.has(place))) broken.push(`${relative(site, file)} -> ${link}`)
    }
  }
  return { broken, count }
}
