import type { TextOptions } from 'blossom-ai'
import { keyCode } from './key.ts'
import { toCall } from './literal.ts'
import { nodeOf, pageOf, reactOf, type Snippets } from './snippets.ts'

/** A text as it comes. */
export function textCode(prompt: string, options: TextOptions, key: boolean): Snippets {
  const { page, inPage, inNode, props } = keyCode(key)
  const write = (name: string, more: object) => toCall(name, prompt, { ...options, ...more }, 24)
  return {
    page: pageOf(
      '<p id="words"></p>',
      ['streamText'],
      `${page}const words = document.querySelector('#words')
const stream = ${write('streamText', inPage)}
for await (const piece of stream) words.append(piece)`,
    ),
    react: reactOf(
      ["import { useText } from 'blossom-ai/react'"],
      'Words',
      props,
      `const { text, status, error, stop } = ${write('useText', inPage)}
if (error) return <p role="alert">{error.message}</p>
return (
  <p>
    {text}
    {status === 'streaming' && <button onClick={stop}>Stop</button>}
  </p>
)`,
    ),
    node: nodeOf(
      ['streamText'],
      `const stream = ${write('streamText', inNode)}
for await (const piece of stream) process.stdout.write(piece)

const { usage } = await stream.result()
console.log(\`\\n\${usage?.outputTokens} tokens\`)`,
    ),
  }
}
