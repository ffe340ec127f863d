import { send } from '../call/send.ts'
import { serviceFailed } from '../call/service-failed.ts'
import { planText } from './plan-text.ts'
import { readAnswer } from './read-answer.ts'
import { checkText, type TextOptions } from './text-options.ts'
import { textOf } from './wire.ts'

const SYSTEM =
  'You write prompts for an image model. Rewrite the prompt of the user as one richer prompt: subject, setting, light, ' +
  'style, mood. Keep its meaning and language, at most 80 words. Answer with the prompt alone.'

/**
 * Makes a richer image prompt of a short one. A service that fails is no reason to have no picture: then it is the prompt
 * that was given.
 *
 * @param prompt - What the picture shall show.
 * @param options - As for `generateText`; `system` replaces the instruction.
 * @returns The richer prompt, or the given one when the service fails, refuses the key, or says nothing.
 * @throws ValidationError on bad input; AuthenticationError for a key that is missing or cannot be one; `signal.reason` after an abort.
 *
 * @example
 * ```ts
 * import { enhancePrompt, generateImage } from 'blossom-ai'
 *
 * const { blob } = await generateImage(await enhancePrompt('a fox in the snow'))
 * ```
 */
export async function enhancePrompt(prompt: string, options: TextOptions = {}): Promise<string> {
  const operation = 'enhancePrompt'
  try {
    checkText(operation, options)
    const task = planText(operation, prompt, { ...options, system: options.system ?? SYSTEM }, false)
    const { choices } = await send(task, options, (answer) => readAnswer(answer, task.method === 'GET'))
    return textOf(choices?.[0]?.message?.content).trim() || prompt
  } catch (error) {
    if (!serviceFailed(error, options?.signal)) throw error
    return prompt
  }
}
