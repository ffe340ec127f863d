import { type Answer, answerBytes, answerEvents, answerJson, answerText } from '../answer.ts'
import { fromBase64 } from '../bytes.ts'
import type { Json } from '../json.ts'
import { type Completion, splitText } from './complete.ts'

/** A completion as OpenAI's JSON. */
export function answerCompletion(completion: Completion, headers: Record<string, string> = {}): Answer {
  const { id, created, model, text, reasoning, toolCalls, audio, finishReason, usage } = completion
  const message = {
    role: 'assistant',
    content: toolCalls.length > 0 || audio ? null : text,
    ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
    ...(toolCalls.length === 0
      ? {}
      : {
          tool_calls: toolCalls.map(({ id, name, arguments: args }) => ({
            id,
            type: 'function',
            function: { name, arguments: args },
          })),
        }),
    ...(audio ? { audio } : {}),
  }
  const choices = [{ index: 0, message, finish_reason: finishReason }]
  return answerJson({ id, object: 'chat.completion', created, model, choices, usage }, 200, headers)
}

/**
 * A completion as a stream, in the order of the service: a role chunk with empty content, reasoning before content,
 * the finish reason, a usage chunk without choices, `[DONE]`.
 */
export function answerStream(completion: Completion, headers: Record<string, string> = {}): Answer {
  const { id, created, model, text, reasoning, toolCalls, audio, finishReason, usage } = completion
  const head = { id, object: 'chat.completion.chunk', created, model }
  function chunk(delta: Json, finish: string | null = null): string {
    return JSON.stringify({ ...head, choices: [{ index: 0, delta, finish_reason: finish }], usage: null })
  }
  const calls = toolCalls.flatMap((call, index) => [
    chunk({ tool_calls: [{ index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } }] }),
    ...splitText(call.arguments).map((piece) => chunk({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ])
  return answerEvents(
    [
      chunk({ role: 'assistant', content: '' }),
      ...splitText(reasoning ?? '').map((piece) => chunk({ reasoning_content: piece })),
      ...calls,
      ...splitText(text).map((piece) =>
        chunk(audio ? { audio: { id: audio.id, transcript: piece } } : { content: piece }),
      ),
      ...(audio ? [chunk({ audio: { id: audio.id, data: audio.data, expires_at: audio.expires_at } })] : []),
      chunk({}, finishReason),
      JSON.stringify({ ...head, choices: [], usage }),
      '[DONE]',
    ],
    headers,
  )
}

/** A completion as plain text; the message as JSON when it holds no text, and the sound when it is one. */
export function answerPlain(completion: Completion, headers: Record<string, string> = {}): Answer {
  const { text, toolCalls, audio } = completion
  const sound = audio && fromBase64(audio.data)
  if (sound) return answerBytes(sound, 'audio/wav', headers)
  if (toolCalls.length === 0) return answerText(text, 200, headers)
  const calls = toolCalls.map(({ id, name, arguments: args }) => ({
    id,
    type: 'function',
    function: { name, arguments: args },
  }))
  return answerJson({ role: 'assistant', content: null, tool_calls: calls }, 200, headers)
}
