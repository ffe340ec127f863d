// Reads one long stream and prints the growth of the heap as JSON. Arguments: the contestant, megabytes. Needs --expose-gc.
// The bare loop keeps the text as one string, since ours has it too (`partial`, `result()`).
import { contestants } from './contestants.mjs'
import { fetchOf, parts } from './fixture.mjs'

const [name, megabytes] = process.argv.slice(2)
const cycles = Math.ceil((Number(megabytes) * 1e6) / parts.cycle.length)
const { connect } = contestants.find((contestant) => contestant.name === name)

async function read(cycles, samples) {
  const reads = [parts.opening, ...Array(cycles).fill(parts.cycle), parts.closing]
  const { stream } = await connect({ origin: 'https://bench.invalid', fetch: fetchOf(reads) })
  const pieces = stream()
  const sampleAt = Math.ceil((cycles * parts.cycleCharacters) / samples)
  let characters = 0
  let kept = ''
  let largest = 0
  let next = sampleAt
  for await (const text of pieces) {
    characters += text.length
    if (!pieces.result) kept += text
    if (characters >= next) {
      largest = Math.max(largest, heap())
      next += sampleAt
    }
  }
  const whole = pieces.result ? (await pieces.result()).text : kept
  largest = Math.max(largest, heap())
  if (whole.length !== cycles * parts.cycleCharacters) throw new Error(`${whole.length} characters came`)
  return { largest, characters }
}

function heap() {
  globalThis.gc()
  return process.memoryUsage().heapUsed
}

const samples = 25
await read(Math.ceil(cycles / 50), 2)
const before = heap()
const { largest, characters } = await read(cycles, samples)
console.log(JSON.stringify({ growth: largest - before, characters, samples }))
