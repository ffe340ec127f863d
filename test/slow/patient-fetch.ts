// The recipe of docs/errors-and-retries.md, "Answers that take longer than five minutes in Node"; a docs test compares them.
import { Agent } from 'undici'

// 0: no limit. `timeout` and `stallTimeout` of the call still hold.
const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 })
export const patientFetch = (url: string, init?: RequestInit): Promise<Response> =>
  fetch(url, Object.assign({ dispatcher }, init))
