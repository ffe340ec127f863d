// @ts-check
// Chromium from npm alone, for a machine that has none: the binary inside @sparticuz/chromium.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'

const cache = fileURLToPath(new URL('../../node_modules/.cache/chromium', import.meta.url))

/**
 * Unpacks it at the first use (2 s).
 * @returns {Promise<import('./browsers.mjs').Found | undefined>} nothing on a machine that its binary is not for
 */
export async function unpackChromium() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const root = fileURLToPath(new URL('../../', import.meta.resolve('@sparticuz/chromium')))
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  // It never unpacks a second time, whatever its version, so each version gets a folder.
  const folder = join(cache, version)
  mkdirSync(folder, { recursive: true })
  const executablePath = await inTemporaryFolder(folder, async () => {
    const { default: bundled } = await import('@sparticuz/chromium')
    return bundled.executablePath()
  })
  // libnss3, libnspr4 and libexpat, which a bare Debian lacks.
  const libraries = join(folder, 'lib')
  if (!existsSync(join(libraries, 'libnss3.so'))) {
    const archive = brotliDecompressSync(readFileSync(join(root, 'bin/al2023.tar.br')))
    execFileSync('tar', ['-x', '-C', folder], { input: archive })
  }
  return { executablePath, env: { ...process.env, LD_LIBRARY_PATH: libraries } }
}

/**
 * The package unpacks to the system's temporary folder; this names another one for as long as it takes.
 * @template T
 * @param {string} folder
 * @param {() => Promise<T>} run
 */
async function inTemporaryFolder(folder, run) {
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder
  try {
    return await run()
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}
