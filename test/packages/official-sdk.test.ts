// What is said of the official SDK, shown by a run: a page that uses it cannot be built.
import { expect, test } from 'vitest'
import { createProject } from './project.ts'

test('Vite cannot build a page that imports generateImage of @pollinations/sdk', async () => {
  const project = createProject()
  await project.install('vite', '@pollinations/sdk')
  project.write('index.html', '<script type="module" src="/main.js"></script>')
  project.write('main.js', "import { generateImage } from '@pollinations/sdk'\nconsole.log(generateImage)\n")
  const complaint = '"generateImage" is not exported by "node_modules/@pollinations/sdk/dist/index.browser.min.js"'
  await expect(project.run('npx', 'vite', 'build')).rejects.toThrow(complaint)
})
