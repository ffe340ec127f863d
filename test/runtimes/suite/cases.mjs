// @ts-check
import { abortCases } from './cases/aborts.mjs'
import { clockCases } from './cases/clocks.mjs'
import { connectionCases } from './cases/connections.mjs'
import { errorCases } from './cases/errors.mjs'
import { imageCases } from './cases/images.mjs'
import { manyCases } from './cases/many.mjs'
import { objectCases } from './cases/objects.mjs'
import { originCases } from './cases/origins.mjs'
import { outletCases } from './cases/outlets.mjs'
import { retryCases } from './cases/retries.mjs'
import { saveCases } from './cases/save.mjs'
import { soundCases } from './cases/sounds.mjs'
import { streamAnswerCases } from './cases/stream-answers.mjs'
import { streamEndCases } from './cases/stream-ends.mjs'
import { textCases } from './cases/text.mjs'

/** @type {Readonly<Record<string, import('./run-cases.mjs').Cases>>} */
export const topics = {
  'Pictures and films': imageCases,
  'Text and chat': textCases,
  'Objects and tools': objectCases,
  'Speech, files and lists': soundCases,
  'Many calls': manyCases,
  Saving: saveCases,
  'Streams: what comes (S9 to S16)': streamAnswerCases,
  'Streams: how they end (S1 to S8, S17)': streamEndCases,
  'Streams: other ways out': outletCases,
  Errors: errorCases,
  Tries: retryCases,
  Clocks: clockCases,
  Aborts: abortCases,
  Connections: connectionCases,
  'Origins and keys': originCases,
}

/** Those that count connections, or need all of them, or much memory: one after the other, when the rest is done. */
export { loneCases } from './cases/alone.mjs'
