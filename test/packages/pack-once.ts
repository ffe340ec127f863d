import type { TestProject } from 'vitest/node'
import { pack, temporaryFolder } from '../package/pack.ts'

declare module 'vitest' {
  interface ProvidedContext {
    tarball: string
  }
}

/** Packs what `npm run build` left in dist, once for all files of the suite. */
export function setup(project: TestProject): () => void {
  const folder = temporaryFolder()
  project.provide('tarball', pack(folder.path).tarball)
  return folder.remove
}
