// Table 3: one JSON chat call over loopback.
import { connectAll } from './contestants.mjs'
import { answer } from './fixture.mjs'
import { interleave, printTimes } from './measure.mjs'
import { withServer } from './serve.mjs'

const batch = 40

export async function runCall({ quick }) {
  const raw = await withServer(async (origin) => {
    const contestants = (await connectAll({ origin })).filter(({ chat, error }) => chat || error)
    const turns = contestants.map(({ name, error, chat }) => {
      const run = async () => {
        for (let i = 0; i < batch; i++) if ((await chat()) !== answer) throw new Error('another text came')
      }
      // The compiler is done with all of them before the clock starts.
      const warmup = async () => {
        for (let i = 0; i < 25; i++) await run()
      }
      return { name, error, warmup, run }
    })
    return interleave(turns, quick ? 40 : 150, 3)
  })
  const title = `One JSON chat call over loopback (turns of ${batch} calls)`
  return { goals: printTimes(title, raw, { unit: 'ms', perTurn: batch, digits: 3, goal: 1.15 }), raw, perTurn: batch }
}
