// Each line marked @ts-expect-error must be an error; the marker itself fails when the line compiles.
import * as blossom from '../../src/index.ts'
import { createEmulator } from '../../src/testing/index.ts'

const { chat, createLimiter, generateImage, generateText, imageUrl, pollinations, pollinationsClassic } = blossom
const { streamText, withDefaults } = blossom
const { editImage, embed, generateVideo, listModels, speak, streamSpeech, transcribe, upload } = blossom
const messages = [{ role: 'user', content: 'Hello' }] as const

declare const worker: blossom.ImageProvider
const own: blossom.CustomImageProvider = { kind: 'custom', planImage: () => ({ url: '/', method: 'GET' }) }

// ---- providers: what one cannot do is refused

generateImage('a fox', { provider: worker })
generateImage('a fox', { provider: own })
chat(messages, { provider: pollinations() })
chat(messages, { provider: pollinationsClassic() })
withDefaults({ provider: worker }, { generateImage, imageUrl })
withDefaults({ provider: pollinationsClassic() }, { generateImage, chat })

// @ts-expect-error an image worker cannot chat
chat(messages, { provider: worker })
// @ts-expect-error an image worker writes no text
generateText('Hello', { provider: worker })
// @ts-expect-error an image worker streams no text
streamText('Hello', { provider: own })
// @ts-expect-error one of the functions needs a provider that chats
withDefaults({ provider: worker }, { generateImage, chat })
// @ts-expect-error a provider is made by a builder, not named
generateImage('a fox', { provider: 'pollinations' })
// @ts-expect-error a custom provider without its plan
generateImage('a fox', { provider: { kind: 'custom', planImage: 'GET' } satisfies blossom.CustomImageProvider })

speak('Hello', { provider: pollinations() })
speak('Hello', { provider: pollinationsClassic() })
listModels('image', { provider: pollinationsClassic() })
upload(new Blob(), { provider: pollinations('/api/ai'), name: 'bee.png' })
withDefaults({ provider: pollinations() }, { speak, transcribe, embed, upload, generateVideo, editImage, listModels })

// @ts-expect-error the classic hosts write nothing down
transcribe(new Blob(), { provider: pollinationsClassic() })
// @ts-expect-error the classic hosts make no films
generateVideo('a fox', { provider: pollinationsClassic() })
// @ts-expect-error the classic hosts edit nothing
editImage('at night', { image: 'https://a.b/c', provider: pollinationsClassic() })
// @ts-expect-error the classic hosts have no vectors
embed('bees', { provider: pollinationsClassic() })
// @ts-expect-error an image worker says nothing
speak('Hello', { provider: worker })
// @ts-expect-error an image worker says nothing
streamSpeech('Hello', { provider: worker })
// @ts-expect-error an image worker keeps no files
upload(new Blob(), { provider: worker })
// @ts-expect-error an image worker has no lists
listModels('image', { provider: worker })

// ---- options: unknown names and wrong types are refused

// @ts-expect-error snake_case is the service's word
imageUrl('a fox', { negative_prompt: 'blurry' })
// @ts-expect-error misspelt
generateImage('a fox', { heigth: 512 })
// @ts-expect-error numbers are numbers
generateImage('a fox', { width: '512' })
// @ts-expect-error the key of a URL is a publishable one, by its own name
imageUrl('a fox', { key: 'pk_example' })
// @ts-expect-error only imageUrl takes a publishable key
generateImage('a fox', { publishableKey: 'pk_example' })
// @ts-expect-error 'random' is the only word for a seed
generateText('Hello', { seed: 'any' })
// @ts-expect-error generateText has no tools
generateText('Hello', { tools: [] })
// @ts-expect-error chat takes the system prompt as a message
chat(messages, { system: 'Be brief.' })
// @ts-expect-error there is no such role
chat([{ role: 'robot', content: 'Hello' }])
// @ts-expect-error times are milliseconds
generateText('Hello', { timeout: '30s' })
// @ts-expect-error the old spelling of maxRetries
generateText('Hello', { retries: 3 })
// @ts-expect-error defaults are call options: a prompt option belongs to its call
withDefaults({ width: 512 }, { generateImage })
// @ts-expect-error the service's word for the format
speak('Hello', { response_format: 'mp3' })
// @ts-expect-error there is nothing to edit
editImage('at night', {})
// @ts-expect-error pictures of a film are addresses
generateVideo('a fox', { image: new Blob() })
// @ts-expect-error no such format
transcribe(new Blob(), { format: 'docx' })
// @ts-expect-error a path is no file
upload('bee.png')
// @ts-expect-error no such kind
listModels('smell')
// @ts-expect-error options, not a number
createLimiter(2)
// @ts-expect-error a fault has no such field
createEmulator({ faults: [{ code: 500 }] })

// ---- results

// @ts-expect-error the answer is a promise
const text: string = generateText('Hello')
// @ts-expect-error a result cannot be changed through its stream
streamText('Hello').partial = { text, toolCalls: [] }
// @ts-expect-error a stream is read with for await
for (const piece of streamText('Hello')) void piece
// @ts-expect-error no such code
blossom.isBlossomError(undefined, 'oops')

// ---- names that are not there (yet)

// @ts-expect-error no default export
blossom.default
// @ts-expect-error there is no client to make
blossom.BlossomClient
// @ts-expect-error save is in blossom-ai/save
blossom.save
// @ts-expect-error the emulator is in blossom-ai/testing
blossom.createEmulator
