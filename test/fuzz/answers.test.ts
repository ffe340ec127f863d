import { inspect } from 'node:util'
import fc from 'fast-check'
import { isBlossomError } from '../../src/index.ts'
import { anyAnswer, DEATH, type Random, respond } from './answers.ts'
import { fuzz, settle } from './fuzz.ts'
import { WAYS } from './routes.ts'

/** A fault of the reader's own would look like a broken connection: only connections that broke may be told so. */
const isHonest = ({ cause }: Error): boolean => cause === undefined || (cause as Error).message === DEATH

for (const { name, run } of WAYS) {
  fuzz(
    `${name}: whatever answers come, it gives a result or throws the right kind of error, soon`,
    120,
    fc.asyncProperty(fc.array(anyAnswer, { minLength: 1, maxLength: 3 }), async (answers) => {
      let asked = 0
      const fetch = async () => respond(answers[Math.min(asked++, answers.length - 1)] as Random)
      const options = { fetch, maxRetries: 1, maxRetryAfter: 50, retryDelay: () => 0, stallTimeout: 5000 }
      const { value, error } = await settle(run(options))
      const fine = error === undefined ? value !== undefined : isBlossomError(error) && isHonest(error)
      if (!fine) throw new Error(`It came to: ${inspect(error ?? value)}`, { cause: error })
    }),
  )
}
