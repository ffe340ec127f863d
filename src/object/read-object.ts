import { abortable } from '../call/clocks.ts'
import { APIError, type SchemaIssue } from '../call/errors.ts'
import type { Scrub } from '../call/secret.ts'
import type { ChatResult } from '../text/chat-types.ts'
import type { ObjectOptions, ObjectResult } from './object-options.ts'
import { parseJson } from './partial-json.ts'
import { describe, validate } from './schema.ts'
import { unfence } from './unfence.ts'

/**
 * The object in an answer, validated.
 *
 * @throws APIError `invalid_object` with the text in `partial`, and the findings in `issues`.
 */
export async function readObject<T>(
  operation: string,
  result: ChatResult,
  { schema, signal }: ObjectOptions<T>,
  scrub: Scrub,
): Promise<ObjectResult<T>> {
  const { text, finishReason, requestId } = result
  const bad = (message: string, issues?: readonly SchemaIssue[]) =>
    new APIError(`${message}.`, {
      code: 'invalid_object',
      suggestion:
        finishReason === 'length' ? 'Give more maxTokens.' : 'Try another seed or model, or a simpler schema.',
      retryable: true,
      requestId,
      context: { operation },
      partial: text,
      issues,
    })
  const value = parseJson(unfence(text, scrub), scrub)
  if (value === undefined) {
    const ends = { length: ': it was cut at its most tokens', stopped: ': it was left before its end' }
    throw bad(`The answer is no JSON${ends[finishReason as keyof typeof ends] ?? ''}`)
  }
  const checked = await abortable(validate(schema, value), signal)
  if (checked.issues) throw bad(`The answer does not fit the schema: ${describe(checked.issues)}`, checked.issues)
  return { ...result, object: checked.value }
}
