/** What the suite installs beside the package, to the digit: a new release of theirs must not turn our tests red. */
export const versions = {
  vite: '8.3.8',
  webpack: '5.113.0',
  esbuild: '0.28.2',
  next: '16.4.6',
  react: '19.3.1',
  'react-dom': '19.3.1',
  '@types/react': '19.3.0',
  '@types/node': '20.19.43',
  '@types/bun': '1.4.5',
  '@cloudflare/workers-types': '5.20261117.1',
  '@pollinations/sdk': '5.0.0',
} as const

/** The last four minor versions. */
export const typescripts = ['5.8.3', '5.9.3', '6.0.3', '7.0.2'] as const
