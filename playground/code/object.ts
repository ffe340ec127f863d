import { keyCode } from './key.ts'
import { code, toCall, toLiteral } from './literal.ts'
import { nodeOf, pageOf, reactOf, type Snippets } from './snippets.ts'

/** An object of a given form, as it grows. */
export function objectCode(prompt: string, schema: object, key: boolean): Snippets {
  const { page, inPage, inNode, props } = keyCode(key)
  const start = (more: object) => `const schema = ${toLiteral(schema, 15)}
const stream = ${toCall('streamObject', prompt, { schema: code('schema'), ...more }, 15)}
`
  return {
    page: pageOf(
      '<pre id="object"></pre>',
      ['streamObject'],
      `${page}${start(inPage)}for await (const partial of stream) {
  document.querySelector('#object').textContent = JSON.stringify(partial, null, 2)
}`,
    ),
    react: reactOf(
      ["import { useObject } from 'blossom-ai/react'", '', `const schema = ${toLiteral(schema, 15)}`],
      'Form',
      props,
      `const { object, error, retry } = ${toCall('useObject', prompt, { schema: code('schema'), ...inPage }, 24)}
if (error) return <button onClick={retry}>{error.message}</button>
return <pre>{JSON.stringify(object, null, 2)}</pre>`,
    ),
    node: nodeOf(
      ['streamObject'],
      `${start(inNode)}for await (const partial of stream) console.log(partial)

const { object } = await stream.result()
console.log(object)`,
    ),
  }
}
