/** A tab that nobody sees gets no frames; neither does a runtime without a screen. */
const LONGEST_FRAME = 250

/** Acts with the next frame, or by timer where none comes. Gives what calls it off. */
export function nextFrame(act: () => void): () => void {
  const timer = setTimeout(act, LONGEST_FRAME)
  const frame = globalThis.requestAnimationFrame?.(act)
  return () => {
    clearTimeout(timer)
    if (frame !== undefined) cancelAnimationFrame(frame)
  }
}
