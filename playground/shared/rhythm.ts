/** More stems than this would only make a hedge. */
const most = 2000
const svg = 'http://www.w3.org/2000/svg'

/** A row of stems: where one stands is when its piece came, and its height how long the piece is. */
export function createRhythm(): {
  element: SVGSVGElement
  clear(): void
  add(ms: number, piece: string): void
  paint(): void
} {
  const element = document.createElementNS(svg, 'svg')
  const path = element.appendChild(document.createElementNS(svg, 'path'))
  element.setAttribute('preserveAspectRatio', 'none')
  element.setAttribute('aria-hidden', 'true')
  let stems: string[] = []
  let span = 2000

  function paint(): void {
    element.setAttribute('viewBox', `0 0 ${span} 1`)
    path.setAttribute('d', stems.join(''))
  }
  paint()
  return {
    element,
    clear() {
      stems = []
      span = 2000
      paint()
    },
    add(ms, piece) {
      // The meadow fills from the left; when it is full it takes in twice the time.
      while (ms > span) span *= 2
      const height = Math.min(1, 0.15 + piece.length / 14)
      if (stems.length < most) stems.push(`M${Math.round(ms)} 1V${(1 - height).toFixed(2)}`)
    },
    paint,
  }
}
