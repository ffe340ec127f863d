import type { Answer } from '../answer.ts'
import { answerPreflight } from '../answer-preflight.ts'
import type { Ask, State } from '../ask.ts'
import { askElsewhere } from './ask-elsewhere.ts'
import { askGen } from './ask-gen.ts'
import { askImageHost } from './ask-image-host.ts'
import { askMedia } from './ask-media.ts'
import { askTextHost } from './ask-text-host.ts'

/** The answer of the host that is asked; a host that nobody knows is a failure of the network. */
export function askHost(ask: Ask, state: State): Answer {
  if (ask.method === 'OPTIONS') return answerPreflight(ask)
  switch (ask.url.host) {
    case 'image.pollinations.ai':
      return withMigration(askImageHost(ask, state))
    case 'text.pollinations.ai':
      return withMigration(askTextHost(ask, state))
    case 'gen.pollinations.ai':
      return askGen(ask, state)
    case 'media.pollinations.ai':
      return askMedia(ask, state)
    default: {
      const answer = askElsewhere(ask, state)
      if (answer) return answer
      const cause = Object.assign(new Error(`getaddrinfo ENOTFOUND ${ask.url.hostname}`), { code: 'ENOTFOUND' })
      throw new TypeError('fetch failed', { cause })
    }
  }
}

/** What the classic hosts say with every answer since October 2026. */
function withMigration(answer: Answer): Answer {
  const link =
    '<https://enter.pollinations.ai>; rel="deprecation", <https://gen.pollinations.ai>; rel="successor-version"'
  return {
    ...answer,
    headers: {
      'x-pollinations-migration': 'https://gen.pollinations.ai',
      'x-pollinations-docs': 'https://gen.pollinations.ai/docs',
      'x-pollinations-signup': 'https://enter.pollinations.ai',
      link,
      ...(answer.status < 400 ? { 'x-powered-by': 'Pollinations.AI' } : {}),
      ...answer.headers,
    },
  }
}
