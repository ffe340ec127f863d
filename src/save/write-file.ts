/** What is used of an open file. */
interface FileHandle {
  writeFile(bytes: Uint8Array): Promise<void>
  sync?(): Promise<void>
  close(): Promise<void>
}

/** What is used of node:fs/promises. */
interface FileSystem {
  mkdir(path: string, options: { recursive: true }): Promise<unknown>
  open(path: string, flags: 'wx', mode?: number): Promise<FileHandle>
  stat(path: string): Promise<{ mode: number }>
  chmod(path: string, mode: number): Promise<void>
  rename(from: string, to: string): Promise<void>
  unlink(path: string): Promise<void>
}

/** What is used of node:path. */
interface Paths {
  dirname(path: string): string
  join(...parts: string[]): string
}

/** The disk of Node, Deno and Bun. */
export interface Disk {
  files: FileSystem
  paths: Paths
}

/** The disk, where there is one. The names of the modules are not written out in an import, so that bundlers for browsers leave them alone. */
export async function findDisk(): Promise<Disk | undefined> {
  const { process, navigator } = globalThis as {
    process?: { versions?: { node?: string } }
    navigator?: { userAgent: string }
  }
  // What workerd shows as a disk is read-only, or gone after the request.
  if (!process?.versions?.node || navigator?.userAgent === 'Cloudflare-Workers') return
  const load = <T>(name: string): Promise<T> => import(/* @vite-ignore */ /* webpackIgnore: true */ name)
  try {
    return { files: await load<FileSystem>('node:fs/promises'), paths: await load<Paths>('node:path') }
  } catch {}
}

/** How often another name is drawn for the file beside. */
const TRIES = 9

/** Makes a file of a name that nobody can guess. It is never one that is there, nor what a link leads to. */
async function openBeside(
  { files, paths }: Disk,
  folder: string,
  mode: number | undefined,
): Promise<{ beside: string; handle: FileHandle }> {
  for (let left = TRIES; ; left--) {
    const beside = paths.join(folder, `${crypto.getRandomValues(new Uint32Array(4)).join('-')}.part`)
    try {
      return { beside, handle: await files.open(beside, 'wx', mode) }
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EEXIST' || !left) throw error
    }
  }
}

/** Writes beside the file first, then renames: a reader sees the whole file or none, also after a power cut. */
export async function writeFile(disk: Disk, blob: Blob, filename: string): Promise<void> {
  const { files, paths } = disk
  const folder = paths.dirname(filename)
  await files.mkdir(folder, { recursive: true })
  // Without a file, or without the right to look at it (Deno), the mode is the usual one.
  const old = await files.stat(filename).catch(() => undefined)
  const mode = old && old.mode & 0o777
  const { beside, handle } = await openBeside(disk, folder, mode)
  try {
    try {
      await handle.writeFile(new Uint8Array(await blob.arrayBuffer()))
      await handle.sync?.()
    } finally {
      await handle.close()
    }
    // The mask of the process may have taken rights away.
    if (mode !== undefined) await files.chmod(beside, mode)
    await files.rename(beside, filename)
  } catch (error) {
    // Not rm: in Deno that wants the right to read, as the rename does.
    await files.unlink(beside).catch(() => {})
    throw error
  }
}
