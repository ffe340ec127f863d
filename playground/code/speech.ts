import type { SpeakOptions } from 'blossom-ai'
import { keyCode } from './key.ts'
import { toCall } from './literal.ts'
import { nodeOf, pageOf, reactOf, type Snippets } from './snippets.ts'

/** A text read aloud; the service wants a key for that. */
export function speechCode(text: string, options: SpeakOptions): Snippets {
  const { page, inPage, inNode, props } = keyCode(true)
  const write = (name: string, more: object) => toCall(name, text, { ...options, ...more }, 20)
  return {
    page: pageOf(
      '<audio id="voice" controls></audio>',
      ['speak'],
      `${page}const sound = await ${write('speak', inPage)}
document.querySelector('#voice').src = URL.createObjectURL(sound.blob)`,
    ),
    react: reactOf(
      ["import { useSpeech } from 'blossom-ai/react'"],
      'Voice',
      props,
      `const { url, error, retry } = ${write('useSpeech', inPage)}
if (error) return <button onClick={retry}>{error.message}</button>
return url ? <audio src={url} controls /> : <p>Taking a breath …</p>`,
    ),
    node: nodeOf(
      ['speak'],
      `const sound = await ${write('speak', inNode)}
console.log(await save(sound, 'speech.${options.format ?? 'mp3'}'), sound.mediaType)`,
      ["import { save } from 'blossom-ai/save'"],
    ),
  }
}
