import type { ImageParameters } from 'blossom-ai'
import { keyCode } from './key.ts'
import { toCall } from './literal.ts'
import { nodeOf, pageOf, reactOf, type Snippets } from './snippets.ts'

/** One picture. */
export function imageCode(prompt: string, options: ImageParameters, key: boolean): Snippets {
  const { page, inPage, inNode, props } = keyCode(key)
  const write = (name: string, more: object) => toCall(name, prompt, { ...options, ...more }, 24)
  return {
    page: pageOf(
      '<img id="picture" alt="">',
      ['generateImage'],
      `${page}const picture = await ${write('generateImage', inPage)}
const image = document.querySelector('#picture')
image.src = URL.createObjectURL(picture.blob)`,
    ),
    react: reactOf(
      ["import { useImage } from 'blossom-ai/react'"],
      'Picture',
      props,
      `const { url, error, retry } = ${write('useImage', inPage)}
if (error) return <button onClick={retry}>{error.message}</button>
return url ? <img src={url} alt="" /> : <p>Painting …</p>`,
    ),
    node: nodeOf(
      ['generateImage'],
      `const picture = await ${write('generateImage', inNode)}
const file = await save(picture, \`picture.\${picture.mediaType.split('/')[1]}\`)
console.log(file, 'with the seed', picture.seed)`,
      ["import { save } from 'blossom-ai/save'"],
    ),
  }
}
