// @ts-check
// node command.mjs JSON, and the same with deno run and bun: prints the outcome as the line "OUTCOME {…}".
const { Deno, process } = /** @type {{ Deno?: { args: string[] }, process?: NodeJS.Process }} */ (globalThis)
const { old, ...given } = JSON.parse((Deno?.args ?? process?.argv.slice(2) ?? [])[0] ?? '')

const gone = old && (await import('./old-engine.mjs')).becomeOld()
const { main } = await import('./main.mjs')
const outcome = await main(given)
console.log(`OUTCOME ${JSON.stringify({ ...outcome, gone })}`)
