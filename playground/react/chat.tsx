import { type ChatMessage, useChat, useImage, useSpeech } from 'blossom-ai/react'
import { memo } from 'react'

const draw = {
  description: 'Paints a picture and shows it to the user; gives back what it shows',
  parameters: { type: 'object', properties: { prompt: { type: 'string' } }, required: ['prompt'] },
  execute: ({ prompt }: { prompt: string }) => prompt,
}

const Button = ({ text, act, ...rest }: { text: string; act(): void; className?: string; disabled?: boolean }) => (
  <button type="button" onClick={act} {...rest} children={text} />
)

function Picture({ prompt }: { prompt: string }) {
  const { url, error, retryAt, retry } = useImage(prompt, { width: 384, height: 384 })
  if (url) return <img src={url} alt={prompt} />
  if (error) return <Button act={retry} text={`${error.message} Again?`} />
  return <p className="wait">{retryAt ? `Next try at ${new Date(retryAt).toLocaleTimeString()}` : 'Painting …'}</p>
}

function Voice({ text }: { text: string }) {
  const { play, stop, playing, status } = useSpeech(text, { voice: 'nova', auto: false })
  return playing || status === 'loading' ? <Button act={stop} text="Quiet" /> : <Button act={play} text="Read aloud" />
}

// A message that has ended is the same object in every snapshot: only the one that grows is rendered again.
const Line = memo(({ message: { role, content, status } }: { message: ChatMessage }) => {
  const parts = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : (content ?? [])
  return (
    <li className={role}>
      {parts.map((part, at) => {
        if (part.type === 'image_url') return <img key={at} src={`${part.image_url.url}`} alt="Yours" />
        if (part.type !== 'text' || !part.text) return null
        return role === 'tool' ? <Picture key={at} prompt={part.text} /> : <p key={at}>{part.text}</p>
      })}
      {role === 'assistant' && status === 'done' && content && <Voice text={`${content}`} />}
    </li>
  )
})

export function Chat() {
  const { messages, status, error, send, stop, retry } = useChat({
    system: 'You paint what you tell.',
    tools: { draw },
  })
  const ask = (form: FormData) => send(`${form.get('words')}`, form.getAll('pictures') as File[])
  const lines = messages.map((message) => <Line key={message.id} message={message} />)
  return (
    <section className="panel chat" aria-label="Chat" data-state={status}>
      <ol aria-live="polite">{lines}</ol>
      {error && <Button act={retry} text={`${error.message} Again?`} />}
      <form action={ask}>
        <input name="words" aria-label="Message" placeholder="Tell me of a fox, and paint it" autoComplete="off" />
        <input name="pictures" aria-label="Pictures" type="file" accept="image/*" multiple />
        <button type="submit">Send</button>
        <Button className="stop" act={stop} text="Stop" disabled={!/loading|streaming/.test(status)} />
      </form>
    </section>
  )
}
