import { type BlossomError, isBlossomError } from '../../../src/index.ts'

/** What a promise is rejected with; a promise that resolves fails the test. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  let value: unknown
  try {
    value = await promise
  } catch (error) {
    return error
  }
  throw new Error(`It resolved, with ${JSON.stringify(value)}`)
}

/** The error of the package that a call fails with; any other failure fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<BlossomError> {
  const error = await rejectionOf(promise)
  if (!isBlossomError(error)) throw new Error('It failed with an error that is not of the package', { cause: error })
  return error
}

/** The error of the package that a function throws at once. */
export function thrownBy(act: () => unknown): BlossomError {
  let value: unknown
  try {
    value = act()
  } catch (error) {
    if (isBlossomError(error)) return error
    throw new Error('It threw an error that is not of the package', { cause: error })
  }
  throw new Error(`It returned ${JSON.stringify(value)}`)
}

/** The class by name, the code and whether to try again: the facts that a caller switches on. */
export function factsOf(error: BlossomError): { name: string; code: string; retryable: boolean } {
  return { name: error.constructor.name, code: error.code, retryable: error.retryable }
}
