import type { DeepPartial, ObjectOptions, ObjectResult } from '../object/object-options.ts'
import { streamObject } from '../object/stream-object.ts'
import type { Message } from '../text/chat-types.ts'
import { createRun } from './create-run.ts'
import type { RunOptions, RunState } from './hook-types.ts'
import { useCall } from './use-call.ts'

/**
 * Options of `useObject`: of the object, and what the hook adds.
 *
 * @example
 * ```tsx
 * import type { UseObjectOptions } from 'blossom-ai/react'
 *
 * export const bee: UseObjectOptions<{ name: string }> = { schema: { type: 'object' }, name: 'bee' }
 * ```
 */
export interface UseObjectOptions<T> extends ObjectOptions<T>, RunOptions<ObjectResult<T>> {}

/**
 * What `useObject` gives.
 *
 * @example
 * ```tsx
 * import type { UseObject } from 'blossom-ai/react'
 *
 * export const Name = ({ object }: UseObject<{ name: string }>) => <b>{object?.name ?? '…'}</b>
 * ```
 */
export interface UseObject<T> extends RunState<string | readonly Message[]> {
  /** The object so far, ever fuller. When the status is `done` and nobody has stopped it, this is the whole. */
  object: DeepPartial<T> | undefined
  /** The whole answer with the validated object, when it is there. */
  result: ObjectResult<T> | undefined
}

const BLANK = { object: undefined, result: undefined }

/**
 * Answers with an object of a given form, ever fuller while it comes.
 *
 * @param input - A prompt, or messages; nothing is asked for an empty one.
 * @param options - As for `streamObject`, of which `schema` is needed; `auto`, `onFinish`, `onError`. Another schema alone is
 *   no reason to ask again.
 * @returns The object so far, its status, and what stops it and asks again.
 *
 * @example
 * ```tsx
 * import { useObject } from 'blossom-ai/react'
 * import { z } from 'zod'
 *
 * export function Colours() {
 *   const schema = z.object({ colours: z.array(z.string()) })
 *   const { object } = useObject('Three colours of autumn', { schema })
 *   return <ul>{object?.colours?.map((colour) => <li key={colour}>{colour}</li>)}</ul>
 * }
 * ```
 */
export function useObject<T>(
  input: string | readonly Message[] | undefined,
  options: UseObjectOptions<T>,
): UseObject<T> {
  return useCall(input, options, (read) =>
    createRun<string | readonly Message[], UseObjectOptions<T>, UseObject<T>, ObjectResult<T>>(
      read,
      BLANK,
      async (input, options, emit) => {
        const stream = streamObject<T>(input, options)
        for await (const object of stream) emit(() => ({ object }))
        const result = await stream.result()
        return [() => ({ object: result.object as DeepPartial<T>, result }), result]
      },
    ),
  )
}
