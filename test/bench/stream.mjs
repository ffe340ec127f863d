// Table 4: a stream of 200 events over loopback, read to its end.
import { connectAll, readAll } from './contestants.mjs'
import { sseOf } from './fixture.mjs'
import { interleave, printTimes } from './measure.mjs'
import { withServer } from './serve.mjs'

const batch = 10

export async function runStream({ quick }) {
  const { characters } = sseOf(200)
  const raw = await withServer(async (origin) => {
    const turns = (await connectAll({ origin })).map(({ name, error, stream }) => {
      const run = async () => {
        for (let i = 0; i < batch; i++) await readAll(stream(), characters)
      }
      // The compiler is done with all of them before the clock starts.
      const warmup = async () => {
        for (let i = 0; i < 25; i++) await run()
      }
      return { name, error, warmup, run }
    })
    return interleave(turns, quick ? 40 : 150, 3)
  })
  const title = `A stream of 200 events over loopback (turns of ${batch} streams)`
  return { goals: printTimes(title, raw, { unit: 'ms', perTurn: batch, digits: 3, goal: 1.15 }), raw, perTurn: batch }
}
