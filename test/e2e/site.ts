// The static site, built once for all files of this kind and served by a plain file server, also under a path of its own.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import type { TestProject } from 'vitest/node'
import { root } from '../docs/bundle.ts'
import { serveFolder } from '../package/serve-folder.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the site: `/`, or below it. */
    site: { root: string; below: string; folder: string }
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const parent = await mkdtemp(join(tmpdir(), 'blossom-site-'))
  const folder = join(parent, 'some', 'path')
  await build({
    configFile: join(root, 'vite.config.ts'),
    mode: 'playground',
    root: join(root, 'playground'),
    logLevel: 'warn',
    build: { outDir: folder },
  })
  const atRoot = await serveFolder(folder)
  const below = await serveFolder(parent)
  project.provide('site', { root: `${atRoot.origin}/`, below: `${below.origin}/some/path/`, folder })
  return async () => {
    atRoot.close()
    below.close()
    await rm(parent, { recursive: true, force: true })
  }
}
