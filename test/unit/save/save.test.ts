import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { generateImage, generateText } from '../../../src/index.ts'
import { save } from '../../../src/save/index.ts'
import { createEmulator } from '../../../src/testing/index.ts'
import { failureOf, rejectionOf } from '../helpers/failure.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'save-'))
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await rm(folder, { recursive: true })
})

const inFolder = (...names: string[]) => join(folder, ...names)
/** Every file below the folder. */
const filesThere = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((file) => file.isFile())
    .map(({ name }) => name)

test('a picture of generateImage is written whole, and the path given back', async () => {
  const picture = await generateImage('a fox', { fetch: createEmulator(), width: 32, height: 32 })
  const path = inFolder('fox.png')
  expect(await save(picture, path)).toBe(path)
  expect(new Uint8Array(await readFile(path))).toEqual(new Uint8Array(await picture.blob.arrayBuffer()))
  expect(await filesThere()).toEqual(['fox.png'])
})

test('any Blob will do: a text, a File, one without a byte', async () => {
  const text = await generateText('Hello there', { fetch: createEmulator() })
  await save(new Blob([text]), inFolder('hello.txt'))
  expect(await readFile(inFolder('hello.txt'), 'utf8')).toBe(text)
  await save(new File([new Uint8Array([0, 255])], 'other name'), inFolder('bytes'))
  expect([...(await readFile(inFolder('bytes')))]).toEqual([0, 255])
  await save(new Blob([]), inFolder('empty'))
  expect((await stat(inFolder('empty'))).size).toBe(0)
})

test('folders are made; those that are there stay', async () => {
  await save(new Blob(['1']), inFolder('a', 'b', 'one.txt'))
  await save(new Blob(['2']), inFolder('a', 'b', 'two.txt'))
  expect((await filesThere()).sort()).toEqual(['one.txt', 'two.txt'])
})

test('a path may be relative, and its name anything that a disk takes', async () => {
  const before = process.cwd()
  process.chdir(folder)
  try {
    for (const name of [
      'plain.png',
      './dot.png',
      'sub/deep.png',
      'back\\slash.png',
      'with blank and 狐.png',
      'no-ending',
      '.hidden',
    ])
      expect(await save(new Blob([name]), name)).toBe(name)
  } finally {
    process.chdir(before)
  }
  expect((await readdir(folder)).sort()).toEqual(
    ['.hidden', 'back\\slash.png', 'dot.png', 'no-ending', 'plain.png', 'sub', 'with blank and 狐.png'].sort(),
  )
})

test('a name may be as long as a disk takes', async () => {
  const path = inFolder('x'.repeat(255))
  await save(new Blob(['long']), path)
  expect(await readFile(path, 'utf8')).toBe('long')
})

test('a file that is there is replaced; a reader sees the old one or the new one, never half', async () => {
  const path = inFolder('big.bin')
  const size = 4_000_000
  const filled = (value: number) => new Blob([new Uint8Array(size).fill(value)])
  await save(filled(1), path)
  let saving = true
  const seen = new Set<number>()
  const reading = (async () => {
    while (saving) {
      const bytes = await readFile(path)
      expect(bytes.length).toBe(size)
      expect(bytes[0]).toBe(bytes[size - 1])
      seen.add(bytes[0] ?? -1)
    }
  })()
  for (let value = 2; value < 12; value++) await save(filled(value), path)
  saving = false
  await reading
  expect(seen.size).toBeGreaterThan(1)
  expect(await filesThere()).toEqual(['big.bin'])
})

test('saves to one path at the same time end with one of them, whole', async () => {
  const path = inFolder('new', 'shared.txt')
  const texts = Array.from({ length: 30 }, (_, at) => `${at}-`.repeat(20_000))
  await Promise.all(texts.map((text) => save(new Blob([text]), path)))
  expect(texts).toContain(await readFile(path, 'utf8'))
  expect(await filesThere()).toEqual(['shared.txt'])
})

describe('when the disk refuses, its own error comes, and nothing is left', () => {
  test('the path is a folder', async () => {
    await mkdir(inFolder('taken'))
    expect(await rejectionOf(save(new Blob(['x']), inFolder('taken')))).toMatchObject({
      code: /EISDIR|ENOTEMPTY|EEXIST/,
    })
    expect(await filesThere()).toEqual([])
  })

  test('a folder of the path is a file', async () => {
    await writeFile(inFolder('file'), 'x')
    expect(await rejectionOf(save(new Blob(['x']), inFolder('file', 'fox.png')))).toMatchObject({
      code: /EEXIST|ENOTDIR/,
    })
    expect(await filesThere()).toEqual(['file'])
  })

  test('the name is too long', async () => {
    expect(await rejectionOf(save(new Blob(['x']), inFolder('x'.repeat(256))))).toMatchObject({ code: 'ENAMETOOLONG' })
    expect(await filesThere()).toEqual([])
  })

  test('the disk is full', async () => {
    await writeFile(inFolder('fox.png'), 'old')
    const full = new Blob(['x'])
    // What a full disk does, in the middle of the bytes.
    Object.defineProperty(full, 'arrayBuffer', { value: async () => Promise.reject(new Error('ENOSPC')) })
    expect(await rejectionOf(save(full, inFolder('fox.png')))).toEqual(new Error('ENOSPC'))
    expect(await filesThere()).toEqual(['fox.png'])
    expect(await readFile(inFolder('fox.png'), 'utf8')).toBe('old')
  })

  test('the folder is no folder any more when it is written to', async () => {
    await symlink(inFolder('nowhere'), inFolder('link'))
    expect(await rejectionOf(save(new Blob(['x']), inFolder('link', 'fox.png')))).toMatchObject({ code: /E\w+/ })
    expect(await filesThere()).toEqual([])
  })
})

test.for([
  ['no Blob', undefined],
  ['null', null],
  ['a text', 'bytes'],
  ['bytes', new Uint8Array(3)],
  ['a Response', new Response('x')],
  ['a promise', Promise.resolve(new Blob([]))],
  ['a result without its Blob', { mediaType: 'image/png' }],
] as const)('%s is refused', async ([, media]) => {
  const error = await failureOf(save(media as never, inFolder('x')))
  expect(error).toMatchObject({ name: 'ValidationError', code: 'invalid_option', context: { operation: 'save' } })
  expect(error.message).toContain('Blob')
  expect(await filesThere()).toEqual([])
})

test.for([
  undefined,
  '',
  '  ',
  'folder/',
  'folder\\',
  'folder/ ',
  7,
  '.',
  '..',
  'a/.',
  'a/..',
  '../..',
  'a\\..',
  ' .. ',
  `${'x'.repeat(40_000)}/`,
])('a file without a name is refused: %j', async (name) => {
  const error = await failureOf(save(new Blob(['x']), name as string))
  expect(error).toMatchObject({ name: 'ValidationError', code: 'invalid_option' })
  expect(error.message).toContain('name')
})

test.for([
  ['no process', { process: undefined }],
  ['a process that is only named so', { process: { env: {} } }],
  ["a worker at Cloudflare's, whose disk is none", { navigator: { userAgent: 'Cloudflare-Workers' } }],
] as const)('without a file system and without a page there is a clear error: %s', async ([, globals]) => {
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)
  const error = await failureOf(save(new Blob(['x']), inFolder('x')))
  vi.unstubAllGlobals()
  expect(error).toMatchObject({ name: 'ValidationError', code: 'invalid_option' })
  expect(error.message).toMatch(/no file system .* no page/)
  expect(await filesThere()).toEqual([])
})

test('in a page it starts a download by the last part of the name, and lets go of the address later', async () => {
  vi.useFakeTimers()
  const clicked: { href: string; download: string }[] = []
  const link = { href: '', download: '', click: () => clicked.push({ ...link }) }
  vi.stubGlobal('process', undefined)
  vi.stubGlobal('document', { createElement: () => link })
  const revoke = vi.spyOn(URL, 'revokeObjectURL')
  const blob = new Blob(['x'], { type: 'image/png' })
  for (const name of ['fox.png', 'pictures/fox.png', 'C:\\pictures\\fox.png'])
    expect(await save(blob, name)).toBe('fox.png')
  expect(clicked.map(({ download }) => download)).toEqual(Array(3).fill('fox.png'))
  expect(clicked[0]?.href).toMatch(/^blob:/)
  expect(revoke).not.toHaveBeenCalled()
  vi.runAllTimers()
  vi.useRealTimers()
  expect(revoke).toHaveBeenCalledTimes(3)
})

test('three dots are a name', async () => {
  await save(new Blob(['x']), inFolder('...'))
  expect(await filesThere()).toEqual(['...'])
})

describe('what is replaced', () => {
  const modeOf = async (path: string) => (await stat(path)).mode & 0o777

  test.skipIf(process.platform === 'win32').for([0o600, 0o640, 0o666, 0o755, 0o444])(
    'a file keeps its mode: %i',
    async (mode) => {
      const path = inFolder('secret.txt')
      await writeFile(path, 'old')
      await chmod(path, mode)
      await save(new Blob(['new']), path)
      expect([await modeOf(path), await readFile(path, 'utf8')]).toEqual([mode, 'new'])
    },
  )

  test.skipIf(process.platform === 'win32')('a new file has the mode that the process gives', async () => {
    await writeFile(inFolder('other.txt'), 'x')
    await save(new Blob(['new']), inFolder('new.txt'))
    expect(await modeOf(inFolder('new.txt'))).toBe(await modeOf(inFolder('other.txt')))
  })
})

describe('the file beside', () => {
  const draw = (...names: number[]) => {
    let at = 0
    return vi.spyOn(crypto, 'getRandomValues').mockImplementation((list) => {
      ;(list as Uint32Array).fill(names[Math.min(at++, names.length - 1)] ?? 0)
      return list
    })
  }
  const part = (name: number) => inFolder(`${Array(4).fill(name).join('-')}.part`)

  test('has a name that nobody can guess', async () => {
    const random = vi.spyOn(Math, 'random')
    const drawn = draw(1)
    await save(new Blob(['x']), inFolder('fox.txt'))
    expect(drawn).toHaveBeenCalledTimes(1)
    expect(random).not.toHaveBeenCalled()
    vi.restoreAllMocks()
  })

  test('is never one that is there: another name is drawn', async () => {
    draw(1, 2, 3)
    await writeFile(part(1), 'theirs')
    await writeFile(inFolder('victim.txt'), 'theirs')
    await symlink(inFolder('victim.txt'), part(2))
    await save(new Blob(['mine']), inFolder('fox.txt'))
    vi.restoreAllMocks()
    expect(await readFile(inFolder('fox.txt'), 'utf8')).toBe('mine')
    expect(await readFile(part(1), 'utf8')).toBe('theirs')
    expect(await readFile(inFolder('victim.txt'), 'utf8')).toBe('theirs')
  })

  test('where each name is taken, the error of the disk comes, and what is there stays', async () => {
    draw(1)
    await writeFile(part(1), 'theirs')
    expect(await rejectionOf(save(new Blob(['mine']), inFolder('fox.txt')))).toMatchObject({ code: 'EEXIST' })
    vi.restoreAllMocks()
    expect(await readFile(part(1), 'utf8')).toBe('theirs')
    expect(await filesThere()).toHaveLength(1)
  })
})
