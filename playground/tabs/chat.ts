import { type Message, streamChat, streamTools } from 'blossom-ai'
import { chatCode } from '../code/chat.ts'
import { clearFacts, createFacts, setFact, toSeconds } from '../shared/facts.ts'
import { areaField, choiceField, row, switches, switchField } from '../shared/fields.ts'
import { find } from '../shared/find.ts'
import { h } from '../shared/h.ts'
import { textModels } from '../shared/models.ts'
import { createPanel, type Page } from '../shared/panel.ts'
import { createPictures } from '../shared/pictures.ts'
import { readSwitch, readText } from '../shared/read.ts'
import { createTalk } from '../shared/talk.ts'
import { createTask, type Run } from '../shared/task.ts'
import { tools } from './chat-tools.ts'

function readOptions(form: HTMLFormElement): { model: string; reasoningEffort: 'low' | undefined } {
  return { model: readText(form, 'model'), reasoningEffort: readSwitch(form, 'think') && 'low' }
}

function toMessage(text: string, files: readonly File[]): Message {
  if (files.length === 0) return { role: 'user', content: text }
  const pictures = files.map((url) => ({ type: 'image_url' as const, image_url: { url } }))
  const words = text.trim() ? [{ type: 'text' as const, text }] : []
  return { role: 'user', content: [...words, ...pictures] }
}

/** A chat with its history, pictures, tools, and the reasoning folded away. */
export function buildChat(root: HTMLElement, page: Page): void {
  let history: Message[] = []
  let partial = ''
  const pictures = createPictures(() => update())
  const talk = createTalk(() => find(root, '.stage'))
  const fresh = h('button', { type: 'button', class: 'quiet' }, 'New chat')

  /** What the next call sends; when nothing is typed, what the last one sent. */
  function toSend(draft: string): Message[] {
    if (draft.trim() || pictures.files().length > 0) return [...history, toMessage(draft, pictures.files())]
    return history.slice(0, history.map(({ role }) => role).lastIndexOf('user') + 1)
  }
  const { form, update } = createPanel(root, page, {
    name: 'chat',
    title: 'Chat',
    lead: 'The whole conversation goes along each time. Pictures are encoded for you.',
    call: 'streamChat, streamTools',
    fields: [
      areaField('prompt', 'What you say', 'Why do cherry trees blossom before they have leaves?', {
        enter: true,
        rows: 3,
      }),
      pictures.element,
      row(choiceField('model', 'Model', textModels)),
      switches('Switches', switchField('think', 'Think first'), switchField('tools', 'Tools: weather and time')),
    ],
    ask: 'Send',
    empty: 'What you both say will stand here.',
    stage: [talk.element],
    stageLabel: 'Conversation',
    below: [
      createFacts({ turns: 'Messages', tokens: 'Tokens', first: 'First', time: 'Time' }),
      h('div', { class: 'tools' }, fresh),
    ],
    write: (form) =>
      chatCode(
        {
          messages: toSend(readText(form, 'prompt')),
          options: readOptions(form),
          tools: readSwitch(form, 'tools') ?? false,
          key: page.service.hasKey(),
        },
        (blob) => ({ name: blob instanceof File ? blob.name : 'picture.png', type: blob.type }),
      ),
  })
  const prompt = find<HTMLTextAreaElement>(form, '[name="prompt"]')

  async function read(messages: Message[], { signal, onEvent, tell, elapsed }: Run): Promise<string> {
    const options = { ...readOptions(form), ...page.service.options(), signal, onEvent }
    const stream = readSwitch(form, 'tools')
      ? streamTools(messages, { ...options, tools })
      : streamChat(messages, options)
    const answer = talk.answer()
    let first = 0
    try {
      for await (const event of stream.events()) {
        if (!first) {
          first = elapsed()
          setFact(root, 'first', toSeconds(first))
          tell('The answer is coming …')
        }
        if (event.type === 'text') answer.text(event.text)
        else if (event.type === 'reasoning') answer.reasoning(event.text)
        else if (event.type === 'tool-call') answer.toolCall(event.toolCall)
        else if (event.type === 'tool-result') answer.toolResult(event.toolCall, event.output ?? `${event.error}`)
        partial = stream.partial.text
      }
      const result = await stream.result()
      history = 'messages' in result ? (result.messages as Message[]) : [...messages, result.message]
      if (result.usage) setFact(root, 'tokens', `${result.usage.totalTokens}`)
    } finally {
      answer.end()
      if (!answer.element.hasChildNodes()) answer.element.remove()
    }
    return 'Answered.'
  }

  createTask(root, {
    async start(run) {
      const words = prompt.value
      const files = [...pictures.files()]
      if (!words.trim() && files.length === 0)
        throw new Error('There is nothing to send. Write something, or add a picture.')
      const messages = [...history, toMessage(words, files)]
      partial = ''
      clearFacts(root)
      const said = talk.say(words, files)
      prompt.value = ''
      pictures.clear()
      try {
        return await read(messages, run)
      } catch (error) {
        if (partial) history = [...messages, { role: 'assistant', content: partial }]
        else {
          // Nothing was answered: the words go back to where they were typed.
          said.remove()
          prompt.value ||= words
        }
        throw error
      } finally {
        setFact(root, 'turns', `${history.length}`)
        update()
      }
    },
    stopped: () => (partial ? 'Stopped. What has come is kept.' : 'Stopped before an answer.'),
  })
  fresh.addEventListener('click', () => {
    if (root.dataset.state === 'busy') return
    history = []
    talk.clear()
    clearFacts(root)
    root.dataset.state = 'idle'
    prompt.focus()
    update()
  })
  update()
}
