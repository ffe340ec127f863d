import { type Answer, answerJson, answerText } from './answer.ts'
import { hashOf, momentOf } from './random.ts'

const CODES: Record<number, string> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  402: 'PAYMENT_REQUIRED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  408: 'REQUEST_TIMEOUT',
  409: 'CONFLICT',
  410: 'GONE',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'UNPROCESSABLE_ENTITY',
  426: 'UPGRADE_REQUIRED',
  429: 'RATE_LIMITED',
  500: 'INTERNAL_ERROR',
  502: 'BAD_GATEWAY',
  503: 'SERVICE_UNAVAILABLE',
  504: 'GATEWAY_TIMEOUT',
}

const WORDS: Record<number, string> = {
  400: 'Something was wrong with the input data, check the details for more info.',
  401: 'You need to authenticate with an Authorization header (Bearer token) or ?key=.',
  402: 'Insufficient pollen balance or API key budget exhausted.',
  403: "Access denied! You don't have the required permissions for this resource or model.",
  404: "Oh no, there's nothing here.",
  429: "You're making requests too quickly. Please slow down a bit.",
  500: "Oh snap, something went wrong on our end. We're on it!",
  502: "We couldn't reach our backend services. Please try again shortly.",
  503: 'The service is temporarily unavailable. Please try again shortly.',
  504: 'The request took too long to process. Please try again.',
}

/** An error as gen writes it. */
export function answerGenError(
  status: number,
  message: string = WORDS[status] ?? 'Something went wrong.',
  more: { code?: string; details?: object; fixUrl?: string } = {},
): Answer {
  const timestamp = new Date(momentOf(hashOf(status, message)) * 1000).toISOString()
  const error = { code: CODES[status] ?? 'UNKNOWN_ERROR', message, timestamp, ...more }
  return answerJson({ status, success: false, error }, status)
}

/** Gen's refusal of a body, with the names of the fields that are wrong. */
export function answerInvalid(fieldErrors: Record<string, string[]>): Answer {
  return answerGenError(400, WORDS[400], { details: { name: 'ValidationError', formErrors: [], fieldErrors } })
}

/** Gen's refusal of a body that is no JSON. */
export function answerMalformed(): Answer {
  return answerGenError(400, 'Malformed JSON in request body', { details: { name: 'HTTPException' } })
}

const MIGRATION = {
  deprecation_notice:
    'The Pollinations legacy text API is being deprecated for authenticated users. Please migrate to our new service at https://enter.pollinations.ai for better performance and access to all the latest models.',
  migration: {
    guide: 'https://github.com/pollinations/pollinations/blob/main/APIDOCS.md',
    docs: 'https://gen.pollinations.ai/docs',
    signup: 'https://enter.pollinations.ai',
  },
}

/** An error as the classic text host writes it. */
export function answerTextError(status: number, error: string, details?: object): Answer {
  return answerJson({ error, status, ...MIGRATION, ...(details ? { details } : {}) }, status)
}

/** An error as the classic image host writes it. */
export function answerImageError(status: number, error: string, message: string, path: string): Answer {
  const requestId = hashOf(path, status).toString(36)
  return answerJson({ error, message, details: {}, timingInfo: [], requestId, requestParameters: {} }, status, {
    'x-error-type': error,
    'cache-control': 'no-store',
  })
}

const QUEUE_FULL = 'Queue full for IP: 192.0.2.1: 1 requests already queued (max: 1)'

/** What a host answers with a status when nothing more is said: the error that a fault without a body stands for. */
export function answerStatus(host: string, path: string, status: number): Answer | undefined {
  if (status === 202) return answerPending()
  if (status < 400) return undefined
  if (host === 'media.pollinations.ai') return answerJson({ error: WORDS[status] ?? `Error ${status}` }, status)
  // Cloudflare's own pages, in front of every host; 530 is a tunnel that is down.
  if (status === 530) return answerText('error code: 1033', status)
  const isClassic = host === 'image.pollinations.ai' || host === 'text.pollinations.ai'
  if (status > (isClassic ? 501 : 504)) return answerCloudflare(status)
  if (host === 'image.pollinations.ai') return answerImageStatus(status, path)
  if (host === 'text.pollinations.ai') return answerTextStatus(status)
  if (host === 'gen.pollinations.ai') return answerGenError(status)
  return answerText(WORDS[status] ?? `Error ${status}`, status)
}

function answerPending(): Answer {
  return answerJson({ status: 'pending', message: 'Generation is still running.' }, 202, { 'retry-after': '10' })
}

function answerCloudflare(status: number): Answer {
  const page = `<!DOCTYPE html><html><head><title>pollinations.ai | ${status}</title></head><body><h1>Error ${status}</h1></body></html>`
  return answerText(page, status, { 'content-type': 'text/html; charset=UTF-8' })
}

function answerImageStatus(status: number, path: string): Answer {
  // On this host a 402 is no bill: it is how the queue says that it is full.
  if (status === 402) {
    const accepts = [
      {
        scheme: 'exact',
        network: 'base',
        maxAmountRequired: '10000',
        resource: `https://image.pollinations.ai${path}`,
        description: 'One image',
        mimeType: 'image/jpeg',
        maxTimeoutSeconds: 60,
      },
    ]
    return answerJson({ x402Version: 1, error: QUEUE_FULL, accepts }, 402, { 'cache-control': 'no-store' })
  }
  if (status === 429) return answerImageError(429, 'Too Many Requests', QUEUE_FULL, path)
  return answerImageError(
    status,
    status < 500 ? 'Bad Request' : 'Internal Server Error',
    WORDS[status] ?? 'Something went wrong.',
    path,
  )
}

function answerTextStatus(status: number): Answer {
  switch (status) {
    case 402:
      return answerTextError(402, 'Model requires a higher tier. Please authenticate at https://enter.pollinations.ai')
    case 403: {
      const details = { blockedIp: '192.0.2.1', timestamp: '2026-10-01T00:00:00.000Z' }
      return answerJson({ error: 'Forbidden', status, details }, 403)
    }
    case 404:
      return answerTextError(404, 'Model not found')
    case 429:
      return answerTextError(429, QUEUE_FULL)
    case 500:
      return answerText('Worker error: something went wrong', 500, { 'x-error': 'true' })
    default:
      return answerTextError(status, WORDS[status] ?? `Error ${status}`)
  }
}
