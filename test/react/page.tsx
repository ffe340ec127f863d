import { useId } from 'react'
import {
  BlossomProvider,
  type BlossomProviderProps,
  useChat,
  useImage,
  useObject,
  useSpeech,
  useText,
} from '../../src/react/index.ts'

/** A page with every hook on it. */
export function Page(props: BlossomProviderProps) {
  return (
    <BlossomProvider apiKey="sk_test" {...props}>
      <All />
    </BlossomProvider>
  )
}

function All() {
  const image = useImage('a red fox', { width: 16, height: 16 })
  const text = useText('Tell me a story')
  const chat = useChat({ initialMessages: [{ role: 'assistant', content: 'Hello, how can I help?' }] })
  const object = useObject('Describe a flower', {
    schema: { type: 'object', properties: { name: { type: 'string' } } },
  })
  const speech = useSpeech('Good morning, bees')
  const statuses = [image, text, chat, object, speech].map(({ status }) => status).join(' ')
  return (
    <main id={useId()}>
      <p title="statuses">{statuses}</p>
      {image.url && <img src={image.url} alt="a red fox" />}
      <p>{text.text}</p>
      <p>{JSON.stringify(object.object)}</p>
      {chat.messages.map(({ id, content }) => (
        <p key={id} id={id}>
          {`${content}`}
        </p>
      ))}
    </main>
  )
}
