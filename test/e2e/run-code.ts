// The lines of the code panel, really run: in a page, in Node, and as a React component.
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright'
import { createEmulator, type Fault, type RecordedRequest } from '../../src/testing/index.ts'
import { bundle, root } from '../docs/bundle.ts'
import { serveFolder } from '../package/serve-folder.ts'
import { serveEmulator } from '../server/serve.ts'
import { patience } from '../tools/browsers.mjs'
import { answerRoute } from './in-chromium.ts'

/** A key that the emulator takes. */
export const key = 'sk_of_the_reader'

/** What a run is given beside the code. */
export interface Setting {
  faults?: readonly Fault[]
  /** A file that the code loads. */
  file?: { name: string; bytes: Uint8Array }
}

/** What came of a run. */
export interface Ran {
  /** What the page shows, or what the process printed. */
  output: string
  requests: RecordedRequest[]
}

const script = bundle("export * from 'blossom-ai'", 'browser')

/** Runs an HTML page until `done`, an expression, holds in it. */
export async function runPage(browser: Browser, html: string, done: string, setting: Setting = {}): Promise<Ran> {
  return inPage(browser, `<!doctype html><meta charset="utf-8"><body>${html}`, done, setting)
}

/** Runs a component, mounted as the first of its page. `act` is what a reader does then. */
export async function runReact(
  browser: Browser,
  code: string,
  done: string,
  setting: Setting = {},
  act: (page: Page) => Promise<void> = async () => {},
): Promise<Ran> {
  const name = /export function (\w+)/.exec(code)?.[1]
  const mount = `import { createRoot as mount } from 'react-dom/client'
mount(document.querySelector('#root')).render(<${name} apiKey="${key}" />)`
  const { outputFiles } = await build({
    stdin: { contents: `${code}\n${mount}`, loader: 'jsx', resolveDir: root },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    alias: {
      'blossom-ai/testing': join(root, 'src/testing/index.ts'),
      'blossom-ai/react': join(root, 'src/react/index.ts'),
      'blossom-ai': join(root, 'src/index.ts'),
    },
    define: { 'process.env.NODE_ENV': '"production"' },
    ignoreAnnotations: true,
    logLevel: 'silent',
  })
  const text = (outputFiles[0]?.text ?? '').replaceAll('</', '<\\/')
  const html = `<!doctype html><meta charset="utf-8"><div id="root"></div><script type="module">${text}</script>`
  return inPage(browser, html, done, setting, act)
}

async function inPage(
  browser: Browser,
  html: string,
  done: string,
  { faults = [], file }: Setting,
  act: (page: Page) => Promise<void> = async () => {},
): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), 'blossom-code-'))
  await writeFile(join(folder, 'index.html'), html)
  await writeFile(join(folder, 'blossom.min.js'), await script)
  if (file) await writeFile(join(folder, file.name), file.bytes)
  const site = await serveFolder(folder)
  const served = await serveEmulator({ faults, keys: [key] })
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(patience)
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(`${error}`))
    page.on('dialog', (dialog) => dialog.accept(key))
    await page.addInitScript(redirectTo(served.origin))
    // What an <img> shows is no request of the code's.
    const shown = createEmulator()
    await page.route('https://*.pollinations.ai/**', (route) => answerRoute(route, shown))
    await page.goto(`${site.origin}/`)
    await act(page)
    await page.waitForFunction(done).catch((error) => {
      throw new Error(`${error}\nThe page's own errors: ${errors.join()}\nIt asked: ${JSON.stringify(served.requests)}`)
    })
    if (errors.length > 0) throw new Error(errors.join('\n'))
    const requests = served.requests.filter(({ method }) => method !== 'OPTIONS')
    return { output: await page.innerText('body'), requests }
  } finally {
    await context.close()
    await served.close()
    site.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** A script that lets `fetch` find an emulator behind the hosts' names. */
function redirectTo(origin: string): string {
  return `const real = fetch
globalThis.fetch = (url, init) => real(String(url).replace(/^https:\\/\\/(?=[\\w.]+\\.pollinations\\.ai)/, '${origin}/'), init)`
}

/** Runs a module in a Node of its own, in an empty folder; its `fetch` finds an emulator behind the hosts' names. */
export async function runNode(code: string, { faults = [], file }: Setting = {}): Promise<Ran & { files: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'blossom-code-'))
  const served = await serveEmulator({ faults, keys: [key] })
  try {
    await writeFile(join(folder, 'redirect.mjs'), redirectTo(served.origin))
    await writeFile(join(folder, 'main.mjs'), await bundle(code, 'node'))
    if (file) await writeFile(join(folder, file.name), file.bytes)
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', './redirect.mjs', 'main.mjs'], {
      cwd: folder,
      timeout: patience,
      env: { ...process.env, NODE_OPTIONS: '', NODE_NO_WARNINGS: '1', POLLINATIONS_API_KEY: key },
    })
    return { output: stdout, requests: [...served.requests], files: await readdir(folder, { recursive: true }) }
  } finally {
    await served.close()
    await rm(folder, { recursive: true, force: true })
  }
}
