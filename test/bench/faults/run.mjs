// Runs each case of the fault table with each client, side by side: nearly all of it is waiting.

import { lendFetch } from './families/whole.mjs'
import { families } from './families.mjs'
import { startFaultServer } from './server.mjs'

/** How many cases of one client are under way at a time. */
const atOnce = 8

/** The name of a case: two families may have cases of the same title. */
export const nameOf = (family, { title }) => `${family.title}: ${title}`

const cases = families.flatMap((family) => family.cases.map((one) => ({ ...one, name: nameOf(family, one) })))

const wordOf = (held) => (held === undefined ? '–' : held ? 'held' : 'not held')

/**
 * @param loaded `{ name, client, connect }` for each client
 * @returns `{ name, verdicts, seen }` for each client, both by the names of the cases
 */
export async function runFaults(loaded) {
  const server = await startFaultServer()
  const giveBackFetch = lendFetch()
  try {
    return await Promise.all(loaded.map((one) => runClient(one, server)))
  } finally {
    giveBackFetch()
    server.close()
  }
}

async function runClient({ name, client, connect }, { open }) {
  const found = new Map()
  const left = [...cases]
  const worker = async () => {
    for (let one = left.shift(); one; one = left.shift()) {
      const result = await one
        .run({ client, connect, open })
        .catch((error) => ({ held: false, seen: `the case failed: ${error?.message}` }))
      found.set(one.name, result)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  const all = cases.map((one) => [one.name, found.get(one.name)])
  return {
    name,
    verdicts: Object.fromEntries(all.map(([key, { held }]) => [key, wordOf(held)])),
    seen: Object.fromEntries(all.map(([key, { seen }]) => [key, seen])),
  }
}
