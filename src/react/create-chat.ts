import type { ChatResult, ContentPart, Message, ToolCall } from '../text/chat-types.ts'
import { encodeMessages } from '../text/messages.ts'
import { streamChat } from '../text/stream-chat.ts'
import { argumentsToSend } from '../text/tool-calls.ts'
import { STOPPED, toolMessage } from '../tools/call-tool.ts'
import { streamTools } from '../tools/stream-tools.ts'
import type { ToolEvent } from '../tools/tool-types.ts'
import { createCall } from './call.ts'
import type { Status } from './hook-types.ts'
import type { Hooked } from './use-call.ts'
import type { ChatMessage, UseChat, UseChatOptions } from './use-chat.ts'

const newId = (): string => Math.random().toString(36).slice(2)

const withId = (message: Message | ChatMessage): ChatMessage => ({ id: newId(), status: 'done', ...message })

/** What is sent of a message. */
const plain = ({ id, status, reasoning, ...message }: ChatMessage): Message => message

/**
 * Makes the messages of one answer, of which the last one may still grow. The events say which messages there are. Text and
 * reasoning come from `read`, where the API key is cut out: put together from chunks here, a key that the service wrote in
 * two of them would be complete again.
 */
function createAnswer(read: () => { text: string; reasoning?: string | undefined }) {
  const ended: ChatMessage[] = []
  let last: ChatMessage | undefined
  /** What stands in the messages that have ended. */
  let before = { text: '', reasoning: '' }
  /** The calls that wait for their results. */
  const waiting = new Map<string, ToolCall>()
  const open = () => (last ??= { ...withId({ role: 'assistant', content: '' }), status: 'streaming' })
  function fill(message: ChatMessage): ChatMessage {
    const { text, reasoning = '' } = read()
    const thought = after(before.reasoning, reasoning)
    return { ...message, content: after(before.text, text), ...(thought && { reasoning: thought }) }
  }
  function close(): void {
    if (!last) return
    ended.push({ ...fill(last), status: 'done' })
    last = undefined
    const { text, reasoning = '' } = read()
    before = { text, reasoning }
  }
  return {
    add(event: ToolEvent): void {
      if (event.type === 'step') close()
      if (event.type === 'text' || event.type === 'reasoning') open()
      if (event.type === 'tool-call') {
        const { id, name } = event.toolCall
        const call = { id, type: 'function' as const, function: { name, arguments: argumentsToSend(event.toolCall) } }
        waiting.set(id, event.toolCall)
        open().tool_calls = [...(last?.tool_calls ?? []), call]
      }
      if (event.type === 'tool-result') {
        close()
        waiting.delete(event.toolCall.id)
        ended.push(withId(toolMessage(event)))
      }
    },
    messages(status: Status): ChatMessage[] {
      if (status === 'streaming') return last ? [...ended, fill(last)] : [...ended]
      // No service accepts a call without its result.
      if (!last) {
        const stopped = [...waiting.values()].map((toolCall) => toolMessage({ toolCall, error: new Error(STOPPED) }))
        return [...ended, ...stopped.map(withId)]
      }
      const { tool_calls, ...rest } = fill(last)
      const kept = !tool_calls || rest.content
      return kept ? [...ended, { ...rest, status: status === 'error' ? 'error' : 'done' }] : [...ended]
    },
  }
}

/** What follows the part that is known already. A key that began in the part and ended after it has changed both. */
function after(known: string, text: string): string {
  let at = known.length
  if (!text.startsWith(known)) for (at = 0; known[at] === text[at]; ) at++
  return text.slice(at)
}

/** Makes a chat. */
export function createChat<A>(read: () => UseChatOptions<A>): Hooked<UseChat> {
  const initial: UseChat = {
    messages: (read().initialMessages ?? []).map((message, at) => ({ id: `${at}`, status: 'done', ...message })),
    status: 'idle',
    error: undefined,
    retryAt: undefined,
    send,
    setMessages,
    regenerate: () => again(true),
    retry: () => again(call.get().status === 'done'),
    stop: () => call.stop(),
  }
  const call = createCall<UseChat, UseChatOptions<A>, ChatResult>(initial, read)

  /** The message that comes when its pictures are encoded: also after a stop, unless something else was begun since. */
  let adding: Promise<void> | undefined

  /** Asks for the answer to the messages that there are then. */
  function ask(fresh: boolean, begin: () => Partial<UseChat> | undefined): void {
    call.start(fresh, {
      begin,
      async ask({ system, tools, ...options }, emit) {
        await adding
        options.signal?.throwIfAborted()
        const before = call.get().messages
        const messages = [...(system ? [{ role: 'system' as const, content: system }] : []), ...before.map(plain)]
        const stream = tools ? streamTools(messages, { ...options, tools }) : streamChat(messages, options)
        const answer = createAnswer(() => stream.partial)
        const make = (status: Status) => ({ messages: [...before, ...answer.messages(status)] })
        for await (const event of stream.events()) {
          answer.add(event)
          emit(make)
        }
        return [() => ({}), await stream.result()]
      },
    })
  }
  function send(content: string | readonly ContentPart[], pictures?: Iterable<Blob> | null): void {
    const text = typeof content === 'string'
    // A file field that nobody has touched gives an empty file.
    const given = [...(pictures ?? [])].filter(({ size }) => size)
    const shown = given.map((url) => ({ type: 'image_url' as const, image_url: { url } }))
    const parts = [...(!text ? content : content.trim() ? [{ type: 'text' as const, text: content }] : []), ...shown]
    if (!parts.length) return
    const plus = (more: readonly Message[]) => ({ messages: [...call.get().messages, ...more.map(withId)] })
    ask(false, () => {
      adding = undefined
      if (text && !shown.length) return plus([{ role: 'user', content }])
      const mine = encodeMessages([{ role: 'user', content: parts }]).then((whole) => {
        if (adding === mine) call.set(plus(whole))
      })
      // Whoever waits for it is told; after a stop nobody does.
      mine.catch(() => {})
      adding = mine
      return {}
    })
  }
  function again(fresh: boolean): void {
    ask(fresh, () => {
      adding = undefined
      const { messages } = call.get()
      const end = messages.map(({ role }) => role).lastIndexOf('user') + 1
      return end ? { messages: messages.slice(0, end) } : undefined
    })
  }
  function setMessages(given: Parameters<UseChat['setMessages']>[0]): void {
    call.stop()
    adding = undefined
    const messages = typeof given === 'function' ? given(call.get().messages) : given
    call.set({ messages: messages.map(withId), status: 'idle', error: undefined, retryAt: undefined })
  }
  return {
    ...call,
    follow() {
      call.settle()
      return () => void call.interrupt()
    },
  }
}
