import { expect, test } from 'vitest'
import { type Disk, writeFile } from '../../../src/save/write-file.ts'

/** A disk that notes what is done with it. `fails` names the step that is refused. */
function disk(fails?: string, more: object = {}): { done: string[]; it: Disk } {
  const done: string[] = []
  const step = (name: string) => async () => {
    done.push(name)
    if (name === fails) throw Object.assign(new Error(`no ${name}`), { code: 'EIO' })
  }
  const handle = { writeFile: step('write'), sync: step('sync'), close: step('close'), ...more }
  const files = {
    mkdir: step('mkdir'),
    stat: async () => ({ mode: 0o100600 }),
    chmod: step('chmod'),
    rename: step('rename'),
    unlink: step('unlink'),
    open: async (path: string, flags: string, mode?: number) => {
      await step('open')()
      done.push(`${/^folder\/[\d-]{7,}\.part$/.test(path)} ${flags} ${mode?.toString(8)}`)
      return handle
    },
  }
  return { done, it: { files, paths: { dirname: () => 'folder', join: (...parts) => parts.join('/') } } }
}

test('the bytes are on the disk before the name is there', async () => {
  const { done, it } = disk()
  await writeFile(it, new Blob(['x']), 'folder/fox.txt')
  expect(done).toEqual(['mkdir', 'open', 'true wx 600', 'write', 'sync', 'close', 'chmod', 'rename'])
})

test('a runtime whose files cannot be synced writes as well', async () => {
  const { done, it } = disk(undefined, { sync: undefined })
  await writeFile(it, new Blob(['x']), 'folder/fox.txt')
  expect(done.slice(-4)).toEqual(['write', 'close', 'chmod', 'rename'])
})

test.for(['write', 'sync', 'close', 'chmod', 'rename'])(
  'after a failed %s the file is closed and removed',
  async (fails) => {
    const { done, it } = disk(fails)
    await expect(writeFile(it, new Blob(['x']), 'folder/fox.txt')).rejects.toThrow(`no ${fails}`)
    expect(done.filter((step) => /close|unlink/.test(step))).toEqual(['close', 'unlink'])
    expect(done.indexOf('close')).toBeLessThan(done.indexOf('unlink'))
  },
)

test.for(['mkdir', 'open'])('after a failed %s nothing is removed', async (fails) => {
  const { done, it } = disk(fails)
  await expect(writeFile(it, new Blob(['x']), 'folder/fox.txt')).rejects.toThrow(`no ${fails}`)
  expect(done).not.toContain('unlink')
})
