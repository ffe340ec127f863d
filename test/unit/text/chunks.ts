/** An event with this JSON, or this text. */
export function event(data: object | string, name?: string): string {
  const json = typeof data === 'string' ? data : JSON.stringify(data)
  return `${name ? `event: ${name}\n` : ''}data: ${json}\n\n`
}

/** A chunk of an answer. */
export const delta = (delta: object, finish_reason?: string): string => event({ choices: [{ delta, finish_reason }] })
/** A piece of text. */
export const say = (content: string): string => delta({ content })
/** The finish reason. */
export const stop = (reason = 'stop'): string => delta({}, reason)
export const DONE: string = event('[DONE]')
/** A good end. */
export const END: string = stop() + DONE
/** The usage chunk. */
export const count = (input: number, output: number): string =>
  event({ choices: [], usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output } })
