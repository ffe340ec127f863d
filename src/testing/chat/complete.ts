import { toBase64 } from '../bytes.ts'
import { type Json, toList, toObject, toText } from '../json.ts'
import { makePhrase, makeSentence, makeSentences } from '../make/make-sentence.ts'
import { makeValue } from '../make/make-value.ts'
import { makePcm, makeWav } from '../make/make-wav.ts'
import { readOffer } from '../make/read-offer.ts'
import { createRandom, hashOf, hexOf, momentOf, type Random } from '../random.ts'
import { attachmentsOf, wordsOf } from './attachments.ts'

/** An answer of a model, before it takes the form of JSON, of a stream or of plain text. */
export interface Completion {
  id: string
  created: number
  model: string
  text: string
  reasoning?: string
  toolCalls: readonly { id: string; name: string; arguments: string }[]
  audio?: { id: string; data: string; transcript: string; expires_at: number }
  finishReason: 'stop' | 'length' | 'tool_calls'
  usage: Json
}

/** What a model answers to a chat body: always the same to the same messages, model and seed. */
export function complete(body: Json, salt: number, model: string): Completion {
  const messages = toList(body.messages)
  const identity = hashOf(salt, model, `${body.seed ?? ''}`, JSON.stringify(messages))
  const random = createRandom(identity)
  const toolCalls = callTools(body, messages, random, identity)
  const written = toolCalls.length > 0 ? '' : write(body, messages, random)
  const limit = Number(body.max_completion_tokens ?? body.max_tokens ?? Number.POSITIVE_INFINITY)
  const pieces = splitText(written)
  const isCut = limit > 0 && pieces.length > limit
  const text = isCut ? pieces.slice(0, limit).join('').trimEnd() : written
  const thinks = toText(body.reasoning_effort) !== '' && body.reasoning_effort !== 'none'
  const reasoning = thinks ? `Let me think — ${makeSentences(random, 2)}` : ''
  return {
    id: hexOf(identity, 32),
    created: momentOf(identity),
    model,
    text,
    ...(thinks ? { reasoning } : {}),
    toolCalls,
    ...(toList(body.modalities).includes('audio') ? { audio: speak(body, text, identity) } : {}),
    finishReason: toolCalls.length > 0 ? 'tool_calls' : isCut ? 'length' : 'stop',
    usage: countUsage(messages, text + toolCalls.map((call) => call.name + call.arguments).join(''), reasoning),
  }
}

/** A text in the pieces of a stream: its words, or, when these are few, its letters by twenties. */
export function splitText(text: string): string[] {
  const words = text.match(/\s*\S+|\s+$/g) ?? []
  if (words.length >= 20) return words
  const letters = Array.from(text)
  const size = Math.max(1, Math.floor(letters.length / 20))
  return Array.from({ length: Math.ceil(letters.length / size) }, (_, at) =>
    letters.slice(at * size, (at + 1) * size).join(''),
  )
}

function write(body: Json, messages: readonly unknown[], random: Random): string {
  const question = [...messages].reverse().find((message) => toObject(message).role === 'user')
  const asked = wordsOf(question)
  const format = toObject(body.response_format)
  if (format.type === 'json_schema') return JSON.stringify(makeValue(toObject(format.json_schema).schema, random))
  if (format.type === 'json_object' || isTrue(body.json) || isTrue(body.jsonMode)) {
    return JSON.stringify({
      prompt: shorten(asked),
      answer: `${makeSentence(random)} 🌸`,
      words: makePhrase(random).split(' '),
    })
  }
  const results = messages.filter((message, at) => isTool(message) && messages.slice(at).every(isTool))
  const opening = results.length > 0 ? `The tool says “${results.map(wordsOf).join('”, “')}”` : `“${shorten(asked)}”`
  const attached = attachmentsOf(question)
  const seen = attached.length > 0 ? ` I received: ${attached.join('; ')}.` : ''
  return `${opening} — ${makeSentences(random, 4)}${seen} 🌸`
}

function callTools(
  body: Json,
  messages: readonly unknown[],
  random: Random,
  identity: number,
): Completion['toolCalls'] {
  const last = toObject(messages.at(-1))
  const functions = toList(body.tools)
    .map((tool) => toObject(toObject(tool).function))
    .filter((tool) => toText(tool.name) !== '')
  if (functions.length === 0 || last.role !== 'user' || body.tool_choice === 'none') return []
  const forced = toText(toObject(toObject(body.tool_choice).function).name)
  const words = wordsOf(last)
  const named = functions.filter((tool) => (forced ? tool.name === forced : words.includes(toText(tool.name))))
  const called = named.length > 0 ? named : functions.slice(0, 1)
  return (body.parallel_tool_calls === false ? called.slice(0, 1) : called).map((tool, index) => ({
    id: `call_${hexOf(hashOf(identity, index), 24)}`,
    name: toText(tool.name),
    arguments: JSON.stringify(makeValue(tool.parameters ?? { type: 'object' }, random, readOffer(words))),
  }))
}

function speak(body: Json, transcript: string, identity: number): NonNullable<Completion['audio']> {
  const { voice, format } = toObject(body.audio)
  const make = format === 'pcm16' ? makePcm : makeWav
  return {
    id: `audio_${hexOf(identity, 24)}`,
    data: toBase64(make(transcript, toText(voice) || 'alloy')),
    transcript,
    expires_at: momentOf(identity) + 3600,
  }
}

function countUsage(messages: readonly unknown[], text: string, reasoning: string): Json {
  const prompt = Math.ceil(JSON.stringify(messages).length / 4)
  const thought = Math.ceil(reasoning.length / 4)
  const completion = Math.ceil(text.length / 4) + thought
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: thought },
  }
}

function shorten(text: string): string {
  const letters = Array.from(text)
  return letters.length > 200 ? `${letters.slice(0, 199).join('')}…` : text
}

function isTool(message: unknown): boolean {
  return toObject(message).role === 'tool'
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true'
}
