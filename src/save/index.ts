/**
 * Saving what came back: a file where there is a file system, a download in a browser.
 *
 * @module
 */
export { save } from './save.ts'
