import { isBlossomError } from 'blossom-ai'
import { type CallState, type ChatMessage, useChat, useImage, useSpeech } from 'blossom-ai/react'
import { memo } from 'react'

const draw = {
  description: 'Paints a picture and shows it to the user; gives back what it shows',
  parameters: { type: 'object', properties: { prompt: { type: 'string' } }, required: ['prompt'] },
  execute: ({ prompt }: { prompt: string }) => prompt,
}

function Failure({ error, retry }: Pick<CallState, 'error' | 'retry'>) {
  const { suggestion = '', retryable = true } = isBlossomError(error) ? error : {}
  const again = retryable && <button key="again" type="button" onClick={retry} children="Again?" />
  return <p role="alert" children={[`${error?.message} ${suggestion} `, again]} />
}

function Picture({ prompt }: { prompt: string }) {
  const { url, error, retryAt, retry } = useImage(prompt, { width: 384, height: 384 })
  if (url) return <img src={url} alt={prompt} />
  if (error) return <Failure error={error} retry={retry} />
  return <p className="wait">{retryAt ? `Next try at ${new Date(retryAt).toLocaleTimeString()}` : 'Painting …'}</p>
}

function Voice({ text }: { text: string }) {
  const { play, stop, playing, status } = useSpeech(text, { voice: 'nova', auto: false })
  const on = playing || status === 'loading'
  return <button type="button" onClick={on ? stop : play} children={on ? 'Quiet' : 'Read aloud'} />
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
  const { messages, status, send, stop, ...chat } = useChat({ system: 'You paint what you tell.', tools: { draw } })
  const lines = messages.map((message) => <Line key={message.id} message={message} />)
  return (
    <section className="panel chat" aria-label="Chat" data-state={status}>
      <ol aria-live="polite">{lines}</ol>
      {chat.error && <Failure {...chat} />}
      <form action={(form) => send(`${form.get('words')}`, form.getAll('pictures') as File[])}>
        <input name="words" aria-label="Message" placeholder="Tell me of a fox, and paint it" autoComplete="off" />
        <input name="pictures" aria-label="Pictures" type="file" accept="image/*" multiple />
        <button type="submit">Send</button>
        <button type="button" className="stop" onClick={stop} disabled={!/ing$/.test(status)} children="Stop" />
      </form>
    </section>
  )
}
