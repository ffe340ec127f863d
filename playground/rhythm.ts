import { find } from './find.ts'

/** More stems than this would only make a hedge. */
const most = 2000

/** A row of stems: where one stands is when its piece came, and its height how long the piece is. */
export function createRhythm(svg: SVGSVGElement): {
  clear(): void
  add(ms: number, piece: string): void
  paint(): void
} {
  const path = find<SVGPathElement>(svg, 'path')
  let stems: string[] = []
  let span = 2000

  return {
    clear() {
      stems = []
      span = 2000
      this.paint()
    },
    add(ms, piece) {
      // The meadow fills from the left; when it is full it takes in twice the time.
      while (ms > span) span *= 2
      const height = Math.min(1, 0.15 + piece.length / 14)
      if (stems.length < most) stems.push(`M${Math.round(ms)} 1V${(1 - height).toFixed(2)}`)
    },
    paint() {
      svg.setAttribute('viewBox', `0 0 ${span} 1`)
      path.setAttribute('d', stems.join(''))
    },
  }
}
