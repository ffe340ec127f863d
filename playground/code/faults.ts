import type { Fault } from 'blossom-ai/testing'
import { keyCode } from './key.ts'
import { code, toCall } from './literal.ts'
import { nodeOf, pageOf, reactOf, type Snippets } from './snippets.ts'

/** The call that is going to fail. */
export interface FaultCode {
  call: 'generateImage' | 'streamText'
  prompt: string
  options: object
  /** What goes wrong. */
  faults: readonly Fault[]
  key: boolean
}

/** How a program sees what went wrong. */
export function faultCode({ call, prompt, options, faults, key }: FaultCode): Snippets {
  const { page, inPage, inNode, props } = keyCode(key)
  const [hook, result] = call === 'streamText' ? ['useText', 'text'] : ['useImage', 'url']
  const names = [call, 'isBlossomError']
  const ask = (more: object, show: string) =>
    call === 'streamText'
      ? `for await (const piece of ${toCall(call, prompt, { ...options, ...more }, 30)}) ${show}(piece)`
      : `${show}((await ${toCall(call, prompt, { ...options, ...more }, 20)}).mediaType)`
  const testing = "import { createEmulator } from 'blossom-ai/testing'"
  const emulator = `const fetch = ${toCall('createEmulator', { faults })}`
  const body = (more: object, show: string) => `try {
  ${ask(more, show).replaceAll('\n', '\n  ')}
} catch (error) {
  if (!isBlossomError(error)) throw error
  ${show}(\`\\n\${error.code}: \${error.message} \${error.suggestion}\`)
  if (error.retryAfter) ${show}(\`\\nAgain in \${error.retryAfter} ms\`)
  if (error.partial) ${show}(\`\\nSo far: \${error.partial}\`)
}`
  return {
    page: pageOf(
      '<pre id="out"></pre>',
      names,
      `${page}// The hosts go wrong when they like. The ways of React and Node have an emulator that does it each time.
const out = document.querySelector('#out')
const show = (text) => out.append(text)
${body(inPage, 'show')}`,
    ),
    react: reactOf(
      [
        `import { isBlossomError } from 'blossom-ai'`,
        `import { ${hook} } from 'blossom-ai/react'`,
        testing,
        '',
        emulator,
      ],
      'Careful',
      props,
      `const { ${result}, error, retry } = ${toCall(hook, prompt, { ...options, ...inPage, fetch: code('fetch') }, 32)}
if (!error) return ${result === 'url' ? '<img src={url} alt="" />' : '<p>{text}</p>'}
if (!isBlossomError(error)) throw error
return (
  <div role="alert">
    <p>{error.message} {error.suggestion}</p>
    <code>{error.code}</code>
    {error.retryable && <button onClick={retry}>Again</button>}
  </div>
)`,
    ),
    node: nodeOf(
      names,
      `${emulator}
const show = (text) => process.stdout.write(text)
${body({ ...inNode, fetch: code('fetch') }, 'show')}`,
      [testing],
    ),
  }
}
