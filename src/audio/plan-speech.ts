import type { Task } from '../call/plan.ts'
import { badPrompt, encodePrompt } from '../call/prompt.ts'
import { seedOf } from '../call/seed.ts'
import type { Asked } from '../media/read-media.ts'
import { fitsPath, genTask, jsonBody } from '../providers/gen-task.ts'
import type { Classic } from '../providers/pollinations-classic.ts'
import { query } from '../providers/query.ts'
import { cannot, GEN, isClassic, isGen, resolveProvider } from '../providers/resolve.ts'
import { checkSpeech, FORMATS, SPEECH_MODELS, type SpeakOptions, VOICES } from './speech-options.ts'

/** What a speech call sends, and what the result repeats of it. */
export interface SpeechPlan {
  task: Task
  asked: Asked
}

/** What the classic host does not take. */
const GEN_ONLY = ['format', 'instructions', 'duration'] as const

/** The classic host has a chat model that can speak. It answers a POST to its root as it answers a GET: with the sound alone. */
function planClassic(
  operation: string,
  classic: Classic,
  text: string,
  path: string,
  options: SpeakOptions,
): SpeechPlan {
  // Without a voice this host takes one that no other place knows.
  const { voice = 'alloy', model = 'openai-audio', referrer } = options
  const seed = seedOf(options.seed)
  const root = `${classic.text}/`
  const url = `${root}${path}${query(operation, { model, voice, seed, referrer })}`
  // A path of plain letters could be a route of the host (`models`, `feed`), and its firewall refuses `%25`.
  const get = url.length <= 2000 && !/^[\w./-]+$|%/.test(text)
  const task: Task = {
    operation,
    service: 'text',
    ...(get
      ? { method: 'GET', url, shown: `${root}…` }
      : {
          method: 'POST',
          url: root + query(operation, { referrer }),
          shown: root,
          ...jsonBody({ model, voice, seed, messages: [{ role: 'user', content: text }] }),
        }),
    ignored: GEN_ONLY.filter((name) => options[name] !== undefined),
    model,
    models: SPEECH_MODELS,
    known: [['voice', voice, VOICES]],
  }
  return { task, asked: { url: get ? url : undefined, model, seed } }
}

/**
 * Checks a speech call and plans its request: a GET within 2,000 characters, else a POST.
 *
 * @param stream - The sound is wanted as it comes: on gen only a POST is answered so, and nothing is joined with it.
 */
export function planSpeech(operation: string, text: string, options: SpeakOptions, stream = false): SpeechPlan {
  checkSpeech(operation, options)
  const path = encodePrompt(operation, text)
  const provider = resolveProvider(operation, options, GEN)
  if (isClassic(provider)) return planClassic(operation, provider, text, path, options)
  if (!isGen(provider)) throw cannot(operation)
  if (text.length > 10_000) throw badPrompt(operation, 'longer than 10000 characters')
  const { model, voice, format, instructions, duration } = options
  const seed = seedOf(options.seed)
  const values = { model, voice, response_format: format, instructions, duration, seed }
  const url = `${provider.base}/audio/${path}${query(operation, values)}`
  const get = !stream && fitsPath(url, text)
  const names: Partial<Task> = {
    ...(model && { model }),
    models: SPEECH_MODELS,
    known: [
      ['voice', voice, VOICES],
      ['format', format, FORMATS],
    ],
  }
  const task = get
    ? genTask(operation, provider, '/audio/…', options, { ...names, method: 'GET', url })
    : genTask(operation, provider, '/v1/audio/speech', options, {
        ...names,
        joined: !stream,
        ...jsonBody({ input: text, ...values }),
      })
  return { task, asked: { url: get ? url : undefined, model, seed } }
}
