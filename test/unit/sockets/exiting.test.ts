import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Fault } from '../../../src/testing/index.ts'
import { start } from './sockets.ts'

const child = fileURLToPath(new URL('child.ts', import.meta.url))

/** Milliseconds from a child's last call to its end; it is killed when it stays. */
function lastOf(what: string, base: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let done = 0
    let said = ''
    const node = spawn(process.execPath, ['--import', 'tsx', child, what, base], { stdio: ['ignore', 'pipe', 'pipe'] })
    const note = (data: Buffer): void => {
      said += data
      if (!done && said.includes('done')) {
        done = performance.now()
        setTimeout(() => node.kill('SIGKILL'), 5000).unref()
      }
    }
    node.stdout.on('data', note)
    node.stderr.on('data', note)
    node.on('exit', (code) => {
      if (code === 0 && done) resolve(performance.now() - done)
      else reject(new Error(`The child ended with ${code}: ${said}`))
    })
  })
}

const CASES: Record<string, Fault[]> = {
  success: [],
  break: [],
  abort: [],
  'abort of a wait': [{ status: 503 }],
  error: [{ reset: true, cut: 1200 }],
  stall: [{ stall: 700 }],
  timeout: [{ hang: true }],
  limiter: [],
  unread: [],
}

test.for(Object.entries(CASES))(
  'nothing keeps a process alive after: %s',
  { timeout: 30_000 },
  async ([what, faults]) => {
    const server = await start({ faults, pace: what === 'success' || what === 'limiter' ? 0 : 30 })
    expect(await lastOf(what, server.url('gen.pollinations.ai'))).toBeLessThan(1000)
  },
)
