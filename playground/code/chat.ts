import type { ChatOptions, ContentPart, Message } from 'blossom-ai'
import { keyCode } from './key.ts'
import { code, toCall, toLiteral } from './literal.ts'
import { nodeOf, pageOf, reactOf, type Snippets } from './snippets.ts'

/** A picture of a message: the page has a Blob, code has a file. */
export interface PictureFile {
  name: string
  type: string
}

/** What the chat is about to send. */
export interface ChatCode {
  messages: readonly Message[]
  options: Pick<ChatOptions, 'model' | 'reasoningEffort'>
  tools: boolean
  key: boolean
}

const tools = `const tools = {
  get_weather: {
    description: 'The weather in a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    execute: ({ city }) => ({ city, sky: 'rain', degrees: 11 }),
  },
  get_time: {
    description: 'The time now',
    parameters: { type: 'object', properties: {} },
    execute: () => new Date().toISOString(),
  },
}
`

/** A chat with all that was said before. `nameOf` tells the file of a picture. */
export function chatCode(
  { messages, options, tools: withTools, key }: ChatCode,
  nameOf: (blob: Blob) => PictureFile,
): Snippets {
  const { page, inPage, inNode, props } = keyCode(key)
  const name = withTools ? 'streamTools' : 'streamChat'
  const files = new Map<string, PictureFile>()
  const lines = messages.map((message) => ({ ...message, content: showParts(message.content) }))

  function showParts(content: Message['content']): unknown {
    if (typeof content === 'string' || content === null) return content
    return content.map((part: ContentPart) => {
      if (part.type !== 'image_url' || typeof part.image_url.url === 'string') return part
      const variable = `picture${files.size || ''}`
      files.set(variable, nameOf(part.image_url.url))
      return { ...part, image_url: { url: code(variable) } }
    })
  }
  const inFetch = (file: PictureFile) => `await (await fetch(${toLiteral(file.name)})).blob()`
  const write = (more: object, print: (file: PictureFile) => string) => {
    const pictures = [...files].map(([variable, file]) => `const ${variable} = ${print(file)}\n`).join('')
    const given = { ...options, ...(withTools ? { tools: code('tools') } : {}), ...more }
    const call = toCall(name, code('messages'), given, 15)
    return `${withTools ? tools : ''}${pictures}const messages = ${toLiteral(lines, 17)}
const stream = ${call}
`
  }
  const last = messages.at(-1)?.content ?? ''
  const words = typeof last === 'string' ? last : last.map((part) => (part.type === 'text' ? part.text : '')).join('')
  const shown = typeof last === 'string' ? 0 : last.filter(({ type }) => type === 'image_url').length
  const sentBefore = [...files].slice(0, files.size - shown)
  const load = ([variable, file]: [string, PictureFile]) => `const ${variable} = ${inFetch(file)}`
  const before =
    messages.length > 1 ? ['', ...sentBefore.map(load), `const history = ${toLiteral(lines.slice(0, -1), 17)}`] : []
  const sender = shown
    ? `<input type="file" multiple onChange={({ target }) => send(${toLiteral(words)}, target.files)} />`
    : `<button onClick={() => send(${toLiteral(words)})}>Send</button>`
  const initialMessages = messages.length > 1 ? code('history') : undefined
  const chatOptions = toLiteral(
    { initialMessages, ...options, ...(withTools ? { tools: code('tools') } : {}), ...inPage },
    50,
  )
  const inFile = ({ name, type }: PictureFile) => toCall('await openAsBlob', name, { type })
  const said = withTools
    ? '...(await stream.result()).messages.slice(messages.length)'
    : '(await stream.result()).message'
  return {
    page: pageOf(
      '<details><summary>Thoughts</summary><p id="thoughts"></p></details>\n<p id="answer"></p>',
      [name],
      `${page}${write(inPage, inFetch)}for await (const event of stream.events()) {
  if (event.type === 'reasoning') document.querySelector('#thoughts').append(event.text)
  if (event.type === 'text') document.querySelector('#answer').append(event.text)
}`,
    ),
    react: reactOf(
      ["import { useChat } from 'blossom-ai/react'", ...before, ...(withTools ? ['', tools.trimEnd()] : [])],
      'Chat',
      props,
      `const { messages, send, error } = useChat(${chatOptions})
return (
  <>
    {messages.filter(({ reasoning, content }) => reasoning || content).map(({ id, role, reasoning, content }) => (
      <div key={id}>
        {reasoning && <details><summary>Thoughts</summary>{reasoning}</details>}
        {role}: {typeof content === 'string' ? content : content?.map((part) => part.text)}
      </div>
    ))}
    {error && <p role="alert">{error.message}</p>}
    ${sender}
  </>
)`,
    ),
    node: nodeOf(
      [name],
      `${write(inNode, inFile)}for await (const piece of stream) process.stdout.write(piece)

messages.push(${said})`,
      files.size > 0 ? ["import { openAsBlob } from 'node:fs'"] : [],
    ),
  }
}
