import { SPEECH_MODELS, VOICES } from '../audio/speech-options.ts'
import { TRANSCRIPTION_MODELS } from '../audio/transcribe.ts'
import { EMBEDDING_MODELS } from '../embed/embed.ts'
import { IMAGE_MODELS } from '../image/image-options.ts'
import { TEXT_MODELS } from '../text/text-options.ts'
import { VIDEO_MODELS } from '../video/plan-video.ts'
import type { ModelInfo, ModelKind } from './model-list.ts'

const named = (names: readonly string[]): ModelInfo[] => names.map((name) => ({ name, aliases: [] }))

/** The models that are known here, for when the service does not tell. */
export function builtIn(kind: ModelKind): ModelInfo[] {
  if (kind === 'audio') {
    const speakers = named(SPEECH_MODELS).map((model) => ({ ...model, voices: [...VOICES] }))
    return [...speakers, ...named(TRANSCRIPTION_MODELS)]
  }
  return named({ image: IMAGE_MODELS, text: TEXT_MODELS, video: VIDEO_MODELS, embedding: EMBEDDING_MODELS }[kind])
}
