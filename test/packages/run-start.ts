import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, delimiter, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { inject } from 'vitest'
import { root, temporaryFolder } from '../package/pack.ts'

/** A reader who follows a start. */
export interface Reader {
  /** At first it holds the packed package and nothing else. */
  folder: string
  /** What a server has printed as its address. */
  url: string | undefined
  write(file: string, text: string): void
  /** Runs a command to its end, or, if it is a server, until it prints an address. */
  run(command: string): Promise<void>
  /** Ends the server and removes all. */
  end(): Promise<void>
}

/** Begins in an empty folder. Only the network is not the reader's: programs find the emulator there. */
export function beginStart(): Reader {
  const { path, remove } = temporaryFolder()
  const folder = join(path, 'start')
  mkdirSync(folder)
  copyFileSync(inject('tarball'), join(folder, basename(inject('tarball'))))
  const env = makeEnvironment(path)
  const endings: (() => Promise<void>)[] = []

  const reader: Reader = {
    folder,
    url: undefined,
    write: (file, text) => writeFileSync(join(folder, file), text),
    async run(command) {
      const child = spawn(command, { cwd: folder, env, shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
      let output = ''
      const ended = once(child, 'close')
      const served = new Promise<string>((resolve) => {
        for (const stream of [child.stdout, child.stderr]) {
          stream.on('data', (data) => {
            output += stripVTControlCharacters(`${data}`)
            const address = /http:\/\/(?:localhost|127\.0\.0\.1):\d+\S*(?=\s)/.exec(output)?.[0]
            if (address) resolve(address)
          })
        }
      })
      const first = await Promise.race([served, ended])
      if (typeof first !== 'string') {
        if (first[0] !== 0) throw new Error(`${command}\n${output}`)
        return
      }
      reader.url = first
      endings.push(async () => {
        // With all that it has started.
        if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
        await ended
      })
    },
    async end() {
      for (const ending of endings) await ending()
      remove()
    },
  }
  return reader
}

/** Deno and Bun on the PATH, and the emulator in each runtime. */
function makeEnvironment(folder: string): NodeJS.ProcessEnv {
  const binaries = join(root, 'node_modules/.bin')
  const emulate = join(root, 'test/packages/emulate.mjs')
  const shims = join(folder, 'bin')
  mkdirSync(shims)
  function shim(name: string, script: string): void {
    writeFileSync(join(shims, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(shims, name), 0o755)
  }
  const deno = join(binaries, 'deno')
  // Deno takes a module to load before the program as a flag only.
  shim('deno', `case $1 in run) shift; exec '${deno}' run --preload '${emulate}' "$@";; *) exec '${deno}' "$@";; esac`)
  shim('bun', `exec '${join(binaries, 'bun')}' "$@"`)
  return {
    PATH: `${shims}${delimiter}${process.env.PATH?.split(delimiter)
      .filter((path) => !path.includes('node_modules'))
      .join(delimiter)}`,
    HOME: process.env.HOME,
    NODE_OPTIONS: `--import=${emulate} --import=${join(root, 'test/packages/emulate-in-wrangler.mjs')}`,
    BUN_OPTIONS: `--preload=${emulate}`,
    NO_COLOR: '1',
    WRANGLER_SEND_METRICS: 'false',
    npm_config_prefer_offline: 'true',
  }
}
