/** The samples of a sound, of its first channel, between −1 and 1. */
export async function decodeSound(blob: Blob): Promise<{ samples: Float32Array; seconds: number; rate: number }> {
  const context = new OfflineAudioContext(1, 1, 44_100)
  const sound = await context.decodeAudioData(await blob.arrayBuffer())
  return { samples: sound.getChannelData(0), seconds: sound.duration, rate: sound.sampleRate }
}

/** The loudest sample of each of `count` equal parts. */
export function findPeaks(samples: Float32Array, count: number): number[] {
  const size = samples.length / count
  return Array.from({ length: count }, (_, part) => {
    let peak = 0
    for (let at = Math.floor(part * size); at < (part + 1) * size && at < samples.length; at++) {
      peak = Math.max(peak, Math.abs(samples[at] ?? 0))
    }
    return peak
  })
}

/** Draws the bars of a sound; those before `played`, a part of 1, are in the colour of what was heard. */
export function drawWave(canvas: HTMLCanvasElement, samples: Float32Array, played: number): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const scale = devicePixelRatio || 1
  const { clientWidth: width, clientHeight: height } = canvas
  const style = getComputedStyle(canvas)
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  context.scale(scale, scale)
  const step = 5
  const peaks = findPeaks(samples, Math.max(1, Math.floor(width / step)))
  const loudest = Math.max(0.05, ...peaks)
  for (const [at, peak] of peaks.entries()) {
    const size = Math.max(2, (peak / loudest) * height * 0.92)
    context.fillStyle = style.getPropertyValue(at / peaks.length < played ? '--bloom' : '--petal-edge')
    context.fillRect(at * step + 1, (height - size) / 2, step - 2, size)
  }
}
