// @ts-check
// Imports the file that is named first, after any others, in a Node whose platform objects are watched, and prints what the import did.
// What the language itself has (Error, Symbol …) is free; fetch, Response and the like are loaded when first touched.
import { writeSync } from 'node:fs'
import { runInNewContext } from 'node:vm'

const [file = '', ...others] = process.argv.slice(2)
for (const other of others) await import(other)
const language = new Set(runInNewContext('Object.getOwnPropertyNames(globalThis)'))
const before = Object.getOwnPropertyNames(globalThis)
/** @type {string[]} */
const touched = []

for (const name of before) {
  const property = Object.getOwnPropertyDescriptor(globalThis, name)
  if (language.has(name) || !property?.configurable) continue
  Object.defineProperty(globalThis, name, {
    configurable: true,
    enumerable: property.enumerable ?? false,
    set: () => touched.push(name),
    get() {
      touched.push(name)
      return property.get ? property.get.call(globalThis) : property.value
    },
  })
}

await import(file)
const seen = [...touched]
const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name))
writeSync(1, JSON.stringify({ touched: seen, added }))
