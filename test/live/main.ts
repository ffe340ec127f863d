import { parseArgs } from 'node:util'
import { REAL, runLive } from './run.ts'

const { values: flags } = parseArgs({
  options: {
    gen: { type: 'string', default: REAL.bases.gen },
    image: { type: 'string', default: REAL.bases.image },
    text: { type: 'string', default: REAL.bases.text },
  },
})
const drifted = await runLive({
  ...REAL,
  bases: flags,
  key: process.env.POLLINATIONS_API_KEY,
  seed: Math.floor(Date.now() / 1000),
  print: console.log,
})
process.exitCode = drifted ? 1 : 0
