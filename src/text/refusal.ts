import { apiError, saidIn } from '../call/classify.ts'
import type { ErrorCode } from '../call/error-code.ts'
import type { Usage } from '../call/events.ts'
import type { Answer } from '../call/try.ts'

// The text host answers callers whom it recognises (a token, a registered referrer) with this notice instead of a result.
const NOTICE = '⚠️ **IMPORTANT NOTICE** ⚠️'
// And this is what it says when it could not read the model's answer.
const FAILED = ['Response format not recognized', 'Streaming response could not be processed.']
const LINK = 'enter.pollinations.ai'
/** A longer text is an answer. */
const MOST = 2000

/** Whether gen marks the answer as one that may be a refusal: real ones are written as a 200 since September 2026. */
const isMarked = ({ response, task }: Answer): boolean =>
  task.service === 'gen' && /^(?=.*private)(?=.*no-store)/i.test(response.headers.get('cache-control') ?? '')

/** Whether the text so far may yet turn out to be a refusal: it is held back as long. */
export function mayBeRefusal(answer: Answer, text: string, usage: Usage | undefined): boolean {
  if (text.length > MOST) return false
  if (isMarked(answer)) return !usage?.totalTokens
  return (
    answer.task.service === 'text' &&
    [NOTICE, ...FAILED].some((opening) => opening.startsWith(text) || text.startsWith(opening))
  )
}

/** Throws when a text that came with a 200 is none: a refusal of gen, or a notice of the classic host. */
export function checkRefusal(answer: Answer, text: string, usage: Usage | undefined): void {
  if (!text || !mayBeRefusal(answer, text, usage)) return
  if (FAILED.includes(text)) throw apiError(answer.task, 'upstream', text)
  if (!text.includes(LINK)) return
  let code: ErrorCode = 'forbidden'
  if (isMarked(answer)) {
    // Words change; where the link leads is what there is to do. Only where that tells nothing, the words are looked at.
    const told = /enter\.pollinations\.ai\/(grant|edit|top|quest)/.exec(text)?.[1] ?? text
    if (!/^grant|isn.t allowed/.test(told)) code = /^edit|budget/.test(told) ? 'key_budget' : 'balance'
  }
  throw apiError(answer.task, code, saidIn(text, answer.scrub))
}
