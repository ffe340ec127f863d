// The published types, in the compilers, resolutions and worlds of users; with the d.ts files themselves checked.
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { createProject } from './project.ts'
import { typescripts } from './versions.ts'

/** What a project knows beside the language: its `lib`, its `types`, and whose types those are. */
const worlds = {
  DOM: { lib: ['ES2022', 'DOM', 'DOM.Iterable'], types: [], install: ['@types/react'] },
  'node types only': { lib: ['ES2022'], types: ['node'], install: ['@types/node'] },
  'bun types': { lib: ['ES2022'], types: ['bun'], install: ['@types/bun'] },
  'workers types': { lib: ['ES2022'], types: ['@cloudflare/workers-types'], install: ['@cloudflare/workers-types'] },
} as const

const resolutions = { bundler: 'ESNext', node16: 'Node16', nodenext: 'NodeNext' } as const
const configs = Object.keys(resolutions).map((name) => `${name}.json`)

const user = `import * as blossom from 'blossom-ai'
import { imageUrl } from 'blossom-ai/blossom.min.js'
import { save } from 'blossom-ai/save'
import { createEmulator } from 'blossom-ai/testing'

export const answer: Promise<string> = blossom.generateText('Hello', { fetch: createEmulator() })
export const path: Promise<string> = blossom.generateImage('a fox').then((fox) => save(fox, 'fox.png'))
export const url: string = imageUrl('a fox')
// @ts-expect-error The types are found: without them this would be no error.
blossom.imageUrl(1)
`

/** The hooks need React's types, and pages are where they are used; all else must do without. */
const hooks = `import { BlossomProvider, type UseImage, useImage } from 'blossom-ai/react'

export const useFox = (): UseImage => useImage('a fox', { width: 64 })
// @ts-expect-error A timeout is a number.
BlossomProvider({ timeout: 'long' })
`

const compilers = createProject()
const alias = (version: string): string => `typescript-${version}`
beforeAll(() =>
  compilers.install(...typescripts.map((version) => `${alias(version)}@npm:typescript@${version}` as const)),
)

describe.each(Object.entries(worlds))('%s', (world, { lib, types, install }) => {
  const project = createProject()
  beforeAll(async () => {
    await project.install(...install)
    const files = world === 'DOM' ? ['user.ts', 'hooks.ts'] : ['user.ts']
    project.write('user.ts', user)
    project.write('hooks.ts', hooks)
    for (const [moduleResolution, module] of Object.entries(resolutions)) {
      // The compiler's own lib files are not ours to check; all others are.
      const strictness = { strict: true, skipLibCheck: false, skipDefaultLibCheck: true }
      const compilerOptions = { target: 'ES2022', module, moduleResolution, lib, types, ...strictness, noEmit: true }
      project.write(`${moduleResolution}.json`, JSON.stringify({ compilerOptions, files }))
    }
  })

  test.for(typescripts)('TypeScript %s compiles it in bundler, node16 and nodenext resolution', async (version) => {
    const tsc = join(compilers.path, 'node_modules', alias(version), 'bin/tsc')
    // As one build, so that what the three have in common is read once.
    expect(await project.run(process.execPath, tsc, '--build', '--force', ...configs)).toBe('')
  })
})
