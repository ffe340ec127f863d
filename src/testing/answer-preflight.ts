import { type Answer, answerEmpty } from './answer.ts'
import type { Ask } from './ask.ts'

const MIGRATION = 'X-Pollinations-Migration, X-Pollinations-Docs, X-Pollinations-Signup, Link'

/** The CORS headers of a host's every answer. */
export function corsHeaders(host: string): Record<string, string> {
  const origin = { 'access-control-allow-origin': '*' }
  switch (host) {
    case 'image.pollinations.ai':
      return {
        ...origin,
        'access-control-expose-headers': `${MIGRATION}, Payment-Required, Payment-Response, X-Error-Type, X-Error-Status, X-Error-Message, X-Rate-Limited, X-Cache`,
      }
    case 'text.pollinations.ai':
      return { ...origin, 'access-control-expose-headers': `${MIGRATION}, Payment-Required, Payment-Response` }
    case 'media.pollinations.ai':
      return origin
    default:
      // A `*` here exposes everything, but only to requests without credentials.
      return { ...origin, 'access-control-expose-headers': '*' }
  }
}

/** A preflight. What a host does not name here, a browser does not send to it. */
export function answerPreflight(ask: Ask): Answer {
  const asked = ask.headers.get('access-control-request-headers') ?? ''
  const reflected =
    asked === '' ? {} : { 'access-control-allow-headers': asked, vary: 'Access-Control-Request-Headers' }
  switch (ask.url.host) {
    case 'image.pollinations.ai':
      // By the Fetch standard this `*` does not cover Authorization.
      return answerEmpty(204, {
        'access-control-allow-methods': 'GET, POST, DELETE, OPTIONS',
        'access-control-allow-headers': '*',
      })
    case 'text.pollinations.ai':
      return answerEmpty(204, { 'access-control-allow-methods': 'GET,HEAD,PUT,PATCH,POST,DELETE', ...reflected })
    case 'media.pollinations.ai':
      return answerEmpty(204, {
        'access-control-allow-methods': 'GET, POST, DELETE, HEAD, OPTIONS',
        'access-control-allow-headers': 'Content-Type, Authorization',
      })
    default:
      return answerEmpty(204, {
        'access-control-allow-methods': 'GET,HEAD,PUT,POST,DELETE,PATCH,OPTIONS',
        'access-control-max-age': '600',
        ...reflected,
      })
  }
}
