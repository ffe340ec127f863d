// A Cloudflare Worker with the packed package in it, bundled as its tools do, answering over HTTP on workerd.
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serveEmulator } from '../server/serve.ts'
import { type ServedWorkerd, serveWorkerd } from '../tools/serve-workerd.ts'
import { decodePng } from '../unit/testing/decode.ts'
import { createProject } from './project.ts'

const project = createProject()
const emulator = await serveEmulator()
let worker: ServedWorkerd<'http'>

beforeAll(async () => {
  project.copy('worker')
  await project.install()
  const [entry, outfile] = ['worker.js', 'dist/worker.js'].map((path) => join(project.path, path)) as [string, string]
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', conditions: ['workerd'] })
  process.env.EMULATOR = emulator.origin
  worker = await serveWorkerd(join(project.path, 'config.capnp'), ['http'])
})
afterAll(async () => {
  await worker?.close()
  await emulator.close()
})

test('the Worker answers with a picture', async () => {
  const response = await fetch(`${worker.urls.http}picture`)
  expect(response.headers.get('content-type')).toBe('image/png')
  expect(decodePng(Buffer.from(await response.arrayBuffer()))).toMatchObject({ width: 64, height: 48 })
})

test('the Worker hands a stream on', async () => {
  expect(await (await fetch(worker.urls.http)).text()).toContain('story')
})
