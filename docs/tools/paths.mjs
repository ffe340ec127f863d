// @ts-check
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A path inside the repository. @param {string} relative */
export const path = (relative) => fileURLToPath(new URL(`../../${relative}`, import.meta.url))

/** A file of the repository. @param {string} relative */
export const read = (relative) => readFileSync(path(relative), 'utf8')
