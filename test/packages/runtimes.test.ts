// The packed package in Node, Deno and Bun, installed and run as their users do.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, inject, test } from 'vitest'
import { serveEmulator } from '../server/serve.ts'
import { decodePng } from '../unit/testing/decode.ts'
import { createProject, type Project } from './project.ts'

const emulator = await serveEmulator()
afterAll(emulator.close)

let project: Project
beforeEach(() => {
  project = createProject()
  project.copy('script')
})

async function expectAPicture(output: string): Promise<void> {
  const url = 'https://image.pollinations.ai/prompt/a%20fox?model=flux&width=1024&height=1024'
  expect(JSON.parse(output)).toEqual({ path: 'pictures/fox.png', owl: 'image/png', hasText: true, url })
  expect(decodePng(readFileSync(join(project.path, 'pictures/fox.png')))).toMatchObject({ width: 64, height: 48 })
}

test('Node runs what npm has installed', async () => {
  await project.install()
  await expectAPicture(await project.run(process.execPath, 'script.js', emulator.origin))
})

test('Bun runs what Bun has installed', async () => {
  await project.run('bun', 'add', inject('tarball'))
  await expectAPicture(await project.run('bun', 'script.js', emulator.origin))
})

test('Deno checks and runs it, allowed one host and one folder', async () => {
  await project.install()
  await project.run('deno', 'check', 'script.js')
  const allowed = [`--allow-net=${new URL(emulator.origin).host}`, '--allow-read=.', '--allow-write=.']
  await expectAPicture(await project.run('deno', 'run', '--no-prompt', ...allowed, 'script.js', emulator.origin))
})

test('Deno runs it by an npm: specifier', async () => {
  await project.install()
  project.write('npm.js', "import { imageUrl } from 'npm:blossom-ai'\nconsole.log(imageUrl('a fox'))\n")
  expect(await project.run('deno', 'run', '--node-modules-dir=manual', 'npm.js')).toContain('/prompt/a%20fox?')
})
