import { runScenes } from './run-scenes.ts'

await runScenes('firefox')
