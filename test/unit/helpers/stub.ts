import type { Fetch } from '../../../src/index.ts'

/** A request as the library handed it to `fetch`. */
export interface Asked {
  url: string
  method: string
  headers: Record<string, string>
  body: unknown
  init: RequestInit
}

/** A `fetch` that gives hand-made answers in turn, the last one again and again, and remembers what it was asked. */
export type Stub = Fetch & { readonly asked: Asked[] }

/** An answer, or what makes it; a function may also throw, wait, or give what no `fetch` should. */
export type Reply = Response | ((asked: Asked) => unknown)

export function stub(...replies: Reply[]): Stub {
  const asked: Asked[] = []
  function fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const request = {
      url,
      method: init.method ?? 'GET',
      headers: Object.fromEntries(new Headers(init.headers)),
      body: init.body,
      init,
    }
    asked.push(request)
    const reply = replies[Math.min(asked.length, replies.length) - 1]
    return (typeof reply === 'function' ? reply(request) : Promise.resolve(reply?.clone())) as Promise<Response>
  }
  return Object.assign(fetch, { asked })
}

/** The smallest picture. */
export const PNG: Uint8Array<ArrayBuffer> = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
  (letter) => letter.charCodeAt(0),
)

/** A good answer to a call for a picture. */
export function pictureReply(headers: Record<string, string> = {}): Response {
  return new Response(PNG, { headers: { 'content-type': 'image/png', ...headers } })
}

/** A JSON answer. */
export function jsonReply(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  const body = typeof value === 'string' ? value : JSON.stringify(value)
  return new Response(body, { status, headers: { 'content-type': 'application/json', ...headers } })
}

/** A completion that says a text. */
export function completion(content: unknown, more: object = {}): object {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'openai/gpt-5.4-nano',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
    ...more,
  }
}

/** A good answer to a chat. */
export function chatReply(content: unknown = 'Hello', more: object = {}): Response {
  return jsonReply(completion(content, more))
}

/** A body in pieces, each made when it is asked for; an error among them breaks the connection. */
export function bodyOf(
  pieces: readonly (string | Uint8Array | Error | Promise<unknown>)[],
): ReadableStream<Uint8Array> {
  let next = 0
  return new ReadableStream(
    {
      async pull(controller) {
        const piece = await pieces[next++]
        if (piece === undefined) controller.close()
        else if (piece instanceof Error) controller.error(piece)
        else controller.enqueue(typeof piece === 'string' ? new TextEncoder().encode(piece) : (piece as Uint8Array))
      },
    },
    { highWaterMark: 0 },
  )
}

/** Never settles. */
export const never = (): Promise<never> => new Promise(() => {})
