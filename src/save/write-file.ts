/** What is used of node:fs/promises. */
interface FileSystem {
  mkdir(path: string, options: { recursive: true }): Promise<unknown>
  writeFile(path: string, bytes: Uint8Array): Promise<void>
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

/** Writes beside the file first, then renames: a reader sees the whole file or none. */
export async function writeFile({ files, paths }: Disk, blob: Blob, filename: string): Promise<void> {
  const folder = paths.dirname(filename)
  await files.mkdir(folder, { recursive: true })
  const beside = paths.join(folder, `${Math.random().toString(36).slice(2)}.part`)
  try {
    await files.writeFile(beside, new Uint8Array(await blob.arrayBuffer()))
    await files.rename(beside, filename)
  } catch (error) {
    // Not rm: in Deno that wants the right to read, as the rename does.
    await files.unlink(beside).catch(() => {})
    throw error
  }
}
