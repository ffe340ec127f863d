import { type Json, toList } from './json.ts'

/** One model, in the words of gen's lists. */
export interface Model {
  /** `publisher/name`. */
  name: string
  /** The short names. */
  aliases: readonly string[]
  kind: 'text' | 'image' | 'video' | 'audio' | 'embedding'
  description: string
  input: readonly string[]
  output: readonly string[]
  more?: Json
}

const VOICES: readonly string[] = [
  'alloy',
  'echo',
  'fable',
  'onyx',
  'nova',
  'shimmer',
  'ash',
  'ballad',
  'coral',
  'sage',
  'verse',
]
const TEXT: readonly string[] = ['text']
const TEXT_IMAGE: readonly string[] = ['text', 'image']
const IMAGE: readonly string[] = ['image']
const VIDEO: readonly string[] = ['video']
const AUDIO: readonly string[] = ['audio']
const TOOLS = { tools: true, capabilities: ['tool_calling'] }
const THINKS = { tools: true, reasoning: true, capabilities: ['tool_calling', 'reasoning'] }

/** What gen offers, a small part of it. */
export const MODELS: readonly Model[] = [
  {
    kind: 'text',
    name: 'openai/gpt-5.4-nano',
    aliases: ['openai', 'openai-fast'],
    description: 'Balanced and quick',
    input: TEXT_IMAGE,
    output: TEXT,
    more: THINKS,
  },
  {
    kind: 'text',
    name: 'openai/gpt-audio',
    aliases: ['openai-audio'],
    description: 'Hears and speaks',
    input: ['text', 'image', 'audio'],
    output: ['text', 'audio'],
    more: { ...TOOLS, voices: VOICES },
  },
  {
    kind: 'text',
    name: 'deepseek/deepseek-v3.2',
    aliases: ['deepseek'],
    description: 'Reasons step by step',
    input: TEXT,
    output: TEXT,
    more: THINKS,
  },
  {
    kind: 'text',
    name: 'google/gemini-3-flash',
    aliases: ['gemini'],
    description: 'Reads pictures and videos',
    input: ['text', 'image', 'audio', 'video'],
    output: TEXT,
    more: THINKS,
  },
  {
    kind: 'text',
    name: 'mistralai/mistral-small-3.2',
    aliases: ['mistral'],
    description: 'Small and able',
    input: TEXT,
    output: TEXT,
    more: TOOLS,
  },
  {
    kind: 'text',
    name: 'qwen/qwen3-coder-30b',
    aliases: ['qwen-coder'],
    description: 'Writes code',
    input: TEXT,
    output: TEXT,
    more: TOOLS,
  },
  {
    kind: 'image',
    name: 'black-forest-labs/flux.1-schnell',
    aliases: ['flux'],
    description: 'Quick pictures',
    input: TEXT,
    output: IMAGE,
  },
  {
    kind: 'image',
    name: 'stability-ai/sdxl-turbo',
    aliases: ['turbo'],
    description: 'Quicker pictures',
    input: TEXT,
    output: IMAGE,
  },
  {
    kind: 'image',
    name: 'tongyi-mai/z-image-turbo',
    aliases: ['zimage', 'z-image-turbo'],
    description: 'Quick and faithful to the words',
    input: TEXT,
    output: IMAGE,
  },
  {
    kind: 'image',
    name: 'black-forest-labs/flux.1-kontext',
    aliases: ['kontext'],
    description: 'Edits pictures',
    input: TEXT_IMAGE,
    output: IMAGE,
  },
  {
    kind: 'image',
    name: 'openai/gpt-image-1-mini',
    aliases: ['gptimage'],
    description: 'Draws and edits',
    input: TEXT_IMAGE,
    output: IMAGE,
  },
  {
    kind: 'video',
    name: 'google/veo-3.1-fast',
    aliases: ['veo'],
    description: 'Short films',
    input: TEXT_IMAGE,
    output: VIDEO,
    more: { paid_only: true, video_capabilities: ['start_frame'] },
  },
  {
    kind: 'video',
    name: 'bytedance/seedance-1-lite',
    aliases: ['seedance'],
    description: 'Short films from a picture',
    input: TEXT_IMAGE,
    output: VIDEO,
    more: { video_capabilities: ['start_frame', 'end_frame'] },
  },
  {
    kind: 'audio',
    name: 'openai/gpt-4o-mini-tts',
    aliases: ['tts', 'openai-tts'],
    description: 'Reads aloud',
    input: TEXT,
    output: AUDIO,
    more: { voices: VOICES },
  },
  {
    kind: 'audio',
    name: 'elevenlabs/eleven-v3',
    aliases: ['elevenlabs'],
    description: 'Reads aloud with feeling',
    input: TEXT,
    output: AUDIO,
    more: { voices: ['rachel', 'domi', 'bella', 'charlotte', 'sarah', 'emily'] },
  },
  {
    kind: 'audio',
    name: 'openai/whisper-large-v3',
    aliases: ['whisper-large-v3', 'whisper'],
    description: 'Writes down what it hears',
    input: AUDIO,
    output: TEXT,
  },
  {
    kind: 'embedding',
    name: 'openai/text-embedding-3-small',
    aliases: ['openai-3-small'],
    description: 'Texts as vectors',
    input: TEXT,
    output: ['embedding'],
  },
  {
    kind: 'embedding',
    name: 'google/gemini-embedding-2',
    aliases: ['gemini-2'],
    description: 'Texts and pictures as vectors',
    input: TEXT_IMAGE,
    output: ['embedding'],
  },
]

/** An entry of gen's lists. */
export function genEntry({ name, aliases, kind, description, input, output, more }: Model): Json {
  return {
    name,
    aliases,
    title: name.slice(name.indexOf('/') + 1),
    description,
    publisher: name.slice(0, name.indexOf('/')),
    category: kind,
    input_modalities: input,
    output_modalities: output,
    pricing: { currency: 'pollen' },
    paid_only: false,
    community: false,
    agent: false,
    health: { status: 'ok', success_rate: 1, requests: 1000 },
    ...more,
  }
}

/** An entry of the list of the classic text host. */
export function classicEntry({ aliases: [name = '', ...aliases], description, input, output, more }: Model): Json {
  return {
    name,
    description,
    aliases,
    tier: 'anonymous',
    community: false,
    input_modalities: input,
    output_modalities: output,
    tools: more?.tools === true,
    reasoning: more?.reasoning === true,
    vision: input.includes('image'),
    audio: output.includes('audio'),
    ...(more?.voices ? { voices: toList(more.voices) } : {}),
  }
}
