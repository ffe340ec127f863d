// Links of README and the guides, as readers of Markdown see them; those of the built site are in reference.test.ts.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './bundle.ts'

test('each link of README, CONTRIBUTING, SECURITY and the guides leads somewhere, to the heading that it names', async () => {
  const remark = join(root, 'node_modules/remark-cli/cli.js')
  const options = ['--no-config', '--no-ignore', '--no-stdout', '--no-color', '--quiet', '--frail']
  const links = ['--use', 'remark-validate-links=repository:false']
  const complaints = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      [remark, ...options, ...links, 'README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/*.md'],
      { cwd: root },
      (error, _stdout, stderr) => resolve(error ? stderr || `${error}` : ''),
    )
  })
  expect(complaints).toBe('')
})
