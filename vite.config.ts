import { fileURLToPath } from 'node:url'
import { defineConfig, type UserConfig } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** `vite` (that is `npm start`) and `vite build --mode playground`: the playground, on the sources. */
const playground: UserConfig = {
  root: 'playground',
  // Relative, so that the folder works at any address.
  base: './',
  publicDir: false,
  resolve: {
    alias: {
      'blossom-ai/react': here('src/react/index.ts'),
      'blossom-ai/save': here('src/save/index.ts'),
      'blossom-ai/testing': here('src/testing/index.ts'),
      'blossom-ai': here('src/index.ts'),
    },
  },
  // The sources lie beside the playground's root, where the dev server would not look.
  server: { fs: { allow: [here('.')] } },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    outDir: here('dist-playground'),
    emptyOutDir: true,
    // A picture in an address would be one more thing that the Content-Security-Policy had to allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: [here('playground/index.html'), here('playground/react/index.html')] },
  },
}

/** `vite build`: one readable file for each entry point, with what they share beside them. */
const library: UserConfig = {
  publicDir: false,
  build: {
    target: 'es2022',
    sourcemap: true,
    minify: false,
    lib: {
      entry: {
        index: 'src/index.ts',
        react: 'src/react/index.ts',
        save: 'src/save/index.ts',
        testing: 'src/testing/index.ts',
      },
      formats: ['es'],
    },
    rolldownOptions: {
      external: 'react',
      output: {
        // The core is one file for all entry points: in Node each one more costs a millisecond at the import.
        chunkFileNames: '[name].js',
        codeSplitting: { groups: [{ name: 'core', test: /src\/(?!react|save|testing)/ }] },
        // An editor shows them from the types, a debugger from the sources.
        comments: { jsdoc: false },
        // A framework with server components looks for it at the very beginning; one in a source would be dropped.
        banner: ({ name }) => (name === 'react' ? "'use client'" : ''),
      },
    },
  },
}

/** `vite build --mode min`: all of `blossom-ai` in one file for a script tag, beside what is in dist already. */
const minified: UserConfig = {
  publicDir: false,
  build: {
    target: 'es2022',
    sourcemap: true,
    emptyOutDir: false,
    lib: { entry: 'src/index.ts', formats: ['es'], fileName: () => 'blossom.min.js' },
    // Said here because Vite leaves the whitespace in ES libraries.
    rolldownOptions: { output: { minify: true } },
  },
}

export default defineConfig(({ command, mode }) => {
  if (command === 'serve' || mode === 'playground') return playground
  return mode === 'min' ? minified : library
})
