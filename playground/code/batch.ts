import { keyCode } from './key.ts'
import { code, toCall, toLiteral } from './literal.ts'
import { nodeOf, pageOf, reactOf, type Snippets } from './snippets.ts'

/** How a list of prompts is gone through. */
export interface BatchCode {
  prompts: readonly string[]
  limit: { concurrency: number; interval: number }
  options: { width: number; height: number; seed?: number | undefined; maxRetries?: number | undefined }
  key: boolean
}

/** Many pictures under one limit. */
export function batchCode({ prompts, limit, options, key }: BatchCode): Snippets {
  const { page, inPage, inNode, props } = keyCode(key)
  const draw = (more: object) =>
    toCall(
      'generateImage',
      code('prompt'),
      { ...options, limiter: code('limiter'), signal: code('signal'), ...more },
      2,
    )
  const start = (more: object) => `const prompts = ${toLiteral(prompts, 16)}
const limiter = ${toCall('createLimiter', limit)}
const draw = (prompt, index, signal) =>
  ${draw(more).replaceAll('\n', '\n  ')}
`
  const names = ['createLimiter', 'generateImage', 'mapConcurrent']
  const all = toCall('mapConcurrent', code('prompts, draw'), {
    concurrency: limit.concurrency,
    onProgress: code('onProgress'),
  })
  return {
    page: pageOf(
      '<progress id="progress" value="0"></progress>\n<div id="pictures"></div>',
      names,
      `${page}${start(inPage)}
function onProgress({ done, total }) {
  Object.assign(document.querySelector('#progress'), { value: done, max: total })
}
const results = await ${all}
for (const { value, reason } of results) {
  const image = new Image(${options.width}, ${options.height})
  if (value) image.src = URL.createObjectURL(value.blob)
  document.querySelector('#pictures').append(value ? image : reason.message)
}`,
    ),
    react: reactOf(
      [
        "import { useState } from 'react'",
        `import { ${names.join(', ')} } from 'blossom-ai'`,
        '',
        `const prompts = ${toLiteral(prompts, 16)}`,
        `const limiter = ${toCall('createLimiter', limit)}`,
      ],
      'Batch',
      props,
      `const [done, setDone] = useState(0)
const [results, setResults] = useState([])

async function start() {
  const draw = (prompt, index, signal) =>
    ${draw(inPage).replaceAll('\n', '\n    ')}
  setResults(await ${toCall('mapConcurrent', code('prompts, draw'), { concurrency: limit.concurrency, onProgress: code('({ done }) => setDone(done)') })})
}
return (
  <>
    <button onClick={start}>Make them all</button>
    <progress value={done} max={prompts.length} />
    {results.map(({ value, reason }, at) =>
      value ? <img key={at} src={value.url} alt={prompts[at]} /> : <p key={at}>{reason.message}</p>,
    )}
  </>
)`,
    ),
    node: nodeOf(
      names,
      `${start(inNode)}
function onProgress({ done, failed, total }) {
  console.log(\`\${done} of \${total}, \${failed} failed\`)
}
const results = await ${all}
for (const [at, { value, reason }] of results.entries()) {
  if (value) await save(value, \`pictures/\${at + 1}.\${value.mediaType.split('/')[1]}\`)
  else console.log(prompts[at], '|', reason.code, '|', reason.message)
}`,
      ["import { save } from 'blossom-ai/save'"],
    ),
  }
}
