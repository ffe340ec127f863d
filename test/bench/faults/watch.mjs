// Making a call and saying how it ended. A verdict is computed from this and from what the server saw.

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** The outcome, or `{ waiting: true }` when there is none in time. */
export async function within(ms, outcome) {
  let timer
  const late = new Promise((resolve) => (timer = setTimeout(resolve, ms, { waiting: true })))
  return Promise.race([outcome, late]).finally(() => clearTimeout(timer))
}

/** Makes a chat call: `{ text }` or `{ error }`. */
export async function askChat(calls, signal) {
  try {
    return { text: await calls.chat(signal) }
  } catch (error) {
    return { error }
  }
}

/**
 * Reads a stream to its end: `{ text }`, or `{ text, error }` when the loop threw.
 *
 * @param onPiece is told of the number of pieces so far; true leaves the loop
 */
export async function askStream(calls, { signal, onPiece } = {}) {
  let text = ''
  let count = 0
  try {
    for await (const piece of calls.stream(signal)) {
      text += piece
      count += 1
      if (onPiece?.(count)) break
    }
    return { text }
  } catch (error) {
    return { text, error }
  }
}

/** What was seen, in a few words. No message of an error: it may name a port, or the key. */
export function describe({ requests }, { waiting, error, text }) {
  const sent = `${requests.length} request${requests.length === 1 ? '' : 's'}`
  if (waiting) return `${sent}, still waiting`
  return error
    ? `${sent}, ${error?.name ?? typeof error}`
    : `${sent}, text ${JSON.stringify(text ?? null).slice(0, 40)}`
}
