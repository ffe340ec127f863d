// The hooks as they are published.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import installReact18 from '../react/install-react-18.mjs'
import { dist, pack, root, run, temporaryFolder } from './pack.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

test('"use client" stands first in the built file', () => {
  expect(readFileSync(join(dist, 'react.js'), 'utf8')).toMatch(/^['"]use client['"];?\n/)
})

test('all hooks together cost at most 3.5 kB, without React and without the core', async () => {
  const { outputFiles } = await build({
    entryPoints: [join(dist, 'react.js')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    minify: true,
    external: ['react', './core.js'],
  })
  const { length } = gzipSync(outputFiles[0]?.contents ?? '', { level: 9 })
  expect(length).toBeGreaterThan(1500)
  expect(length).toBeLessThanOrEqual(3500)
})

test('a page with one hook carries no other', async () => {
  const contents = `export { useImage } from '${join(dist, 'react.js')}'`
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    write: false,
    format: 'esm',
    minify: true,
    external: ['react'],
  })
  const code = outputFiles[0]?.text ?? ''
  expect(code).toContain('image.pollinations.ai')
  for (const other of ['tool_calls', 'new Audio', 'v1/chat/completions']) expect(code).not.toContain(other)
})

const app = `import { type ReactElement, type ReactNode, createElement } from 'react'
import { generateImage, pollinations } from 'blossom-ai'
import { BlossomProvider, useChat, useImage, useObject, useSpeech, useText, type ChatMessage } from 'blossom-ai/react'
export function Page({ children }: { children: ReactNode }): ReactElement {
  return <BlossomProvider provider={pollinations('/api/ai')} timeout={1000}>{children}</BlossomProvider>
}
export function All(): ReactElement {
  const image = useImage('a fox', { width: 64, onFinish: ({ seed }) => console.log(seed) })
  const text = useText(undefined, { auto: false, onError: (error: Error) => console.log(error.message) })
  const speech = useSpeech('Hello', { voice: 'nova' })
  const { object } = useObject<{ name: string }>('A flower', { schema: { type: 'object' } })
  const parameters = { type: 'object' }
  const chat = useChat({ tools: { draw: { parameters, execute: ({ prompt }: { prompt: string }) => generateImage(prompt) } } })
  const last: ChatMessage | undefined = chat.messages.at(-1)
  const name: string | undefined = object?.name
  return createElement('p', { onClick: text.stop }, <img src={image.url} alt={name} />, last?.id, speech.url)
}`

beforeAll(() => {
  installReact18()
  writeFileSync(join(folder.path, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder.path, 'app.tsx'), app)
  run('npm', ['install', '--offline', '--omit=peer', pack(folder.path).tarball], folder.path)
})

test.for([
  ['18', 'test/react/react-18/node_modules'],
  ['19', 'node_modules'],
])('the types are right with those of React %s', ([version = '', modules = '']) => {
  const types = join(folder.path, 'node_modules/@types/react')
  rmSync(types, { force: true })
  mkdirSync(dirname(types), { recursive: true })
  symlinkSync(join(root, modules, '@types/react'), types)
  const options =
    '--ignoreConfig --noEmit --strict --exactOptionalPropertyTypes --lib es2022,dom,dom.iterable --target es2022 --skipDefaultLibCheck --module nodenext --jsx react-jsx --types react'
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const { version: found } = JSON.parse(readFileSync(join(types, 'package.json'), 'utf8'))
  expect(found).toMatch(new RegExp(`^${version}\\.`))
  const { stdout } = spawnSync(process.execPath, [compiler, ...options.split(' '), 'app.tsx'], {
    cwd: folder.path,
    encoding: 'utf8',
  })
  expect(stdout).toBe('')
})
