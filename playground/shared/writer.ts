/** Text that grows in an element: at most once a frame however fast the pieces come, and the view stays at its end. */
export function createWriter(
  element: HTMLElement,
  view: HTMLElement,
  onPaint?: () => void,
): { write(piece: string): void; end(): void } {
  element.textContent = ''
  const node = element.appendChild(document.createTextNode(''))
  let pending = ''
  let frame = 0

  function paint(): void {
    frame = 0
    const atEnd = view.scrollHeight - view.scrollTop - view.clientHeight < 24
    node.appendData(pending)
    pending = ''
    onPaint?.()
    if (atEnd) view.scrollTop = view.scrollHeight
  }
  return {
    write(piece) {
      pending += piece
      frame ||= requestAnimationFrame(paint)
    },
    end() {
      cancelAnimationFrame(frame)
      if (pending) paint()
    },
  }
}
