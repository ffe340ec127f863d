// @ts-check
import { equal, fails, hashOf, like, ok } from '../assert.mjs'
import {
  embed,
  findModel,
  listModels,
  listVoices,
  pollinations,
  speak,
  streamSpeech,
  transcribe,
  upload,
} from '../blossom.mjs'

/** @type {import('../run-cases.mjs').Cases} */
export const soundCases = {
  async 'speak() gives a sound, by POST when the text is long'({ world }) {
    const { gen, requests } = await world()
    const short = await speak('Grüezi, wie geht es?', { ...gen, voice: 'nova', format: 'wav' })
    const long = await speak('Tell me more. '.repeat(200), { ...gen, format: 'wav' })
    equal([short.mediaType, long.mediaType], ['audio/wav', 'audio/wav'])
    equal(
      (await requests()).map(({ method }) => method),
      ['GET', 'POST'],
    )
    ok(long.blob.size > short.blob.size, 'The longer text has no longer sound')
    return [await hashOf(short.blob), await hashOf(long.blob)]
  },

  async 'streamSpeech() gives the bytes of the same sound as they come'({ world }) {
    const { gen } = await world()
    const reader = streamSpeech('Hello there', { ...gen, format: 'wav' }).getReader()
    /** @type {Uint8Array<ArrayBuffer>[]} */
    const parts = []
    for (let read = await reader.read(); !read.done; read = await reader.read()) parts.push(new Uint8Array(read.value))
    const { blob } = await speak('Hello there', { ...gen, format: 'wav' })
    const hash = await hashOf(new Blob(parts))
    equal(hash, await hashOf(blob))
    return hash
  },

  async 'transcribe() sends a sound and gives its words'({ world }) {
    const { gen, requests } = await world()
    const { blob } = await speak('Hello there', { ...gen, format: 'wav' })
    const { requestId: _, ...transcript } = await transcribe(blob, { ...gen, format: 'verbose_json', language: 'en' })
    ok(transcript.text && transcript.segments?.length, 'No words, or no segments')
    like((await requests())[1], { method: 'POST', headers: { 'content-type': /^multipart\/form-data/ } })
    return transcript
  },

  async 'embed() gives a vector for each text'({ world }) {
    const { gen } = await world()
    const { embeddings, model, usage } = await embed(['a bee', 'ein Bär'], { ...gen, dimensions: 128 })
    equal(
      embeddings.map((vector) => [vector.constructor.name, vector.length]),
      Array(2).fill(['Float32Array', 128]),
    )
    return [embeddings.map((vector) => Array.from(vector.slice(0, 8))), model, usage]
  },

  async 'upload() puts a file up and gives its address'({ world }) {
    const { at, gen } = await world()
    const provider = pollinations(at('proxy.example'))
    const file = new Blob(['a bee 🐝'], { type: 'image/gif' })
    const { requestId: _, ...result } = await upload(file, { ...gen, provider, name: 'bee.gif' })
    like(result, { id: /^\w+$/, url: /^https:/, mediaType: 'image/gif', size: 10 })
    return result
  },

  async 'listModels() and listVoices() give the live lists, and findModel() finds by an alias'({ world }) {
    const { gen, classic } = await world()
    const models = await listModels('text', gen)
    const lists = [models, await listModels('image', classic), await listVoices(undefined, gen)]
    for (const { live, items } of lists) equal([live, items.length > 0], [true, true])
    const known = models.items.find(({ aliases }) => aliases.length > 0)
    equal(findModel(models.items, `${known?.aliases[0]}`)?.name, known?.name)
    return lists.map(({ items }) => items.map((item) => (typeof item === 'string' ? item : item.name)))
  },

  async 'listModels() gives the built-in list when the service is away, and says so'({ world }) {
    const { gen } = await world({ faults: [{ reset: true }] })
    const { live, items, error } = await listModels('text', { ...gen, maxRetries: 0 })
    equal([live, error?.code], [false, 'network'])
    return items.map(({ name }) => name)
  },

  async 'what belongs to gen alone wants a key before any request'() {
    const calls = [
      () => speak('Hello'),
      () => transcribe(new Blob(['x'])),
      () => embed('x'),
      () => upload(new Blob(['x'])),
    ]
    for (const call of calls) await fails(call(), { name: 'AuthenticationError', code: 'missing_key' })
  },
}
