// @ts-check
// Installs the React 18 that test/react runs on, unless it is there.
import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('./react-18/', import.meta.url))

export default function setup() {
  const installed = `${folder}node_modules/.package-lock.json`
  if (existsSync(installed) && statSync(installed).mtime > statSync(`${folder}package-lock.json`).mtime) return
  console.log('React 18 is not installed: running `npm ci` in test/react/react-18.')
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
}
