import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

export const root: string = fileURLToPath(new URL('../..', import.meta.url))

/** The package's own names lead to the sources, so that the docs are true of what is written now. */
const sources: Plugin = {
  name: 'blossom-ai is src',
  setup({ onResolve }) {
    onResolve({ filter: /^blossom-ai(\/|$)/ }, ({ path }) => {
      const entry = path.replace(/^blossom-ai\/?/, '').replace(/^blossom\.min\.js$/, '')
      return { path: `${root}src/${entry ? `${entry}/` : ''}index.ts` }
    })
  },
}

const withRequire = `import { createRequire as createRequireOfBundle } from 'node:module'
const require = createRequireOfBundle(import.meta.url)`

/** One module with everything in it; throws what esbuild says when the code does not parse or resolve. */
export async function bundle(code: string, platform: 'node' | 'browser', loader: 'ts' | 'tsx' = 'ts'): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, loader, resolveDir: root },
    jsx: 'automatic',
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform,
    plugins: [sources],
    // A package in CommonJS, such as undici, asks for Node's own modules by `require`.
    ...(platform === 'node' && { banner: { js: withRequire } }),
    // package.json says that no file has side effects, which is not so of the prelude.
    ignoreAnnotations: true,
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}
