import { openBrowserRuntime } from './drivers/browser.ts'
import { openCommand } from './drivers/command.ts'
import { findNode } from './drivers/nodes.ts'
import { openWorkerd } from './drivers/workerd.ts'
import type { Given, Outcome } from './suite/main.mjs'

/** What a driver is told beside what the suite is. */
export type Task = Given & { old: boolean }

/** A runtime that has been found. */
export interface OpenRuntime {
  version: string
  /** Runs the whole suite in it. */
  run(task: Task): Promise<Outcome>
  close(): Promise<void>
}

/** One that the suite can run in. */
export interface Runtime {
  name: string
  /** What stands before its version in lines and in the docs. */
  title: string
  /** What a second run is, on an engine made old. */
  old?: string
  /** Rejects, saying what is missing, where it cannot be had. */
  open(): Promise<OpenRuntime>
}

const DELETED = 'newer globals deleted'
const DENO = [
  'run',
  '--no-config',
  '--no-lock',
  '--allow-net=127.0.0.1',
  '--allow-read',
  '--allow-write',
  '--allow-env',
]

/** All of them, the slow ones first: they run beside the others. */
export const RUNTIMES: readonly Runtime[] = [
  { name: 'firefox', title: 'Firefox', old: DELETED, open: () => openBrowserRuntime('firefox') },
  { name: 'chromium', title: 'Chromium', old: DELETED, open: () => openBrowserRuntime('chromium') },
  { name: 'webkit', title: 'WebKitGTK', old: DELETED, open: () => openBrowserRuntime('webkit') },
  { name: 'node', title: 'Node', old: DELETED, open: () => openCommand(process.execPath) },
  { name: 'node22', title: 'Node', open: async () => openCommand(await findNode('node22')) },
  { name: 'node24', title: 'Node', open: async () => openCommand(await findNode('node24')) },
  { name: 'node26', title: 'Node', open: async () => openCommand(await findNode('node26')) },
  { name: 'deno', title: 'Deno', open: () => openCommand('node_modules/deno/deno', DENO) },
  { name: 'bun', title: 'Bun', open: () => openCommand('node_modules/bun/bin/bun.exe') },
  { name: 'workerd', title: 'workerd', old: 'compatibility date of 2024', open: openWorkerd },
]
