import { APIError, type SchemaIssue } from '../call/errors.ts'
import type { ChatResult } from '../text/chat-types.ts'
import type { ObjectResult } from './object-options.ts'
import { unfence } from './partial-json.ts'
import { type AnySchema, validate } from './schema.ts'

/**
 * The object in an answer, validated.
 *
 * @throws APIError `invalid_object` with the text in `partial`, and the findings in `issues`.
 */
export async function readObject<T>(
  operation: string,
  result: ChatResult,
  schema: AnySchema<T>,
): Promise<ObjectResult<T>> {
  const bad = (message: string, issues?: readonly SchemaIssue[]) =>
    new APIError(message, {
      code: 'invalid_object',
      suggestion: 'Try again with another seed or model, or make the schema simpler.',
      retryable: true,
      requestId: result.requestId,
      context: { operation },
      partial: result.text,
      issues,
    })
  let value: unknown
  try {
    value = JSON.parse(unfence(result.text))
  } catch {
    throw bad('The answer is no JSON.')
  }
  const checked = await validate(schema, value)
  if (checked.issues) {
    const [first] = checked.issues
    const path = first?.path?.map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
    throw bad(`The answer does not fit the schema: ${path ? `${path}: ` : ''}${first?.message}.`, checked.issues)
  }
  return { ...result, object: checked.value }
}
