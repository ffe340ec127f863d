import { speak } from '../audio/speak.ts'
import type { SpeakOptions } from '../audio/speech-options.ts'
import type { Media } from '../media/media.ts'
import { createMedia, type MediaState } from './create-media.ts'
import type { Run } from './create-run.ts'
import type { RunOptions } from './hook-types.ts'
import type { Store } from './store.ts'
import { type Hooked, type Rendered, useCall } from './use-call.ts'

/**
 * Options of `useSpeech`: of the sound, and what the hook adds.
 *
 * @example
 * ```tsx
 * import type { UseSpeechOptions } from 'blossom-ai/react'
 *
 * export const nova: UseSpeechOptions = { voice: 'nova', auto: false }
 * ```
 */
export interface UseSpeechOptions extends SpeakOptions, RunOptions<Media> {}

/**
 * What `useSpeech` gives.
 *
 * @example
 * ```tsx
 * import type { UseSpeech } from 'blossom-ai/react'
 *
 * export const Play = ({ play, playing }: UseSpeech) => <button onClick={play} disabled={playing}>Play</button>
 * ```
 */
export interface UseSpeech extends MediaState {
  /** Plays the sound from its beginning, and makes it first if need be. Call it in an event handler: browsers play nothing unasked. */
  play(): void
  /** Whether it sounds now. `stop` makes it silent. */
  playing: boolean
}

type Read = () => Rendered<string | undefined, UseSpeechOptions>

/** The hook's own part of the snapshot, with the call's. */
function createSpeech(read: Read): Hooked<UseSpeech> {
  const run = createMedia(read, speak)
  const speech = run as Store<UseSpeech> & Run<MediaState, UseSpeechOptions, Media>
  let audio: HTMLAudioElement | undefined
  let wanted = false

  function sound(): void {
    const { url, playing } = speech.get()
    if (!url && playing) audio?.pause()
    if (!wanted || !audio || !url) return
    wanted = false
    audio.src = url
    // A browser that refuses says why; the sound is there nevertheless.
    audio.play().catch((error) => url === run.get().url && run.set({ error }))
  }
  function play(): void {
    wanted = true
    if (!audio) {
      audio = new Audio()
      for (const name of ['playing', 'pause', 'ended']) {
        audio.addEventListener(name, ({ type }) => speech.set({ playing: type === 'playing' }))
      }
    }
    // WebKit lets an element play later when it was loaded in the turn of a click.
    audio.load()
    const { url, status } = run.get()
    if (url) sound()
    else if (!/loading|streaming/.test(status)) run.get().run()
  }
  function silence(): void {
    wanted = false
    audio?.pause()
  }
  speech.set({
    playing: false,
    play,
    stop() {
      silence()
      run.stop()
    },
  })
  run.subscribe(sound)
  return {
    ...run,
    ...speech,
    show() {
      const hide = run.show?.()
      return () => {
        silence()
        hide?.()
      }
    },
  }
}

/**
 * Reads a text aloud.
 *
 * @param text - What to say; nothing is asked for an empty one.
 * @param options - As for `speak`; `auto`, `onFinish`, `onError`. With `auto: false` the first `play` makes the sound.
 * @returns The sound's `url` for an `<audio>`, `play`, its status, and what stops it and asks again.
 *
 * @example
 * ```tsx
 * import { useSpeech } from 'blossom-ai/react'
 *
 * export function ReadAloud({ text }: { text: string }) {
 *   const { play, playing, stop } = useSpeech(text, { voice: 'nova', auto: false })
 *   return <button onClick={playing ? stop : play}>{playing ? 'Stop' : 'Read aloud'}</button>
 * }
 * ```
 */
export function useSpeech(text: string | undefined, options: UseSpeechOptions = {}): UseSpeech {
  return useCall(text, options, createSpeech)
}
