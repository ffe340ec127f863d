import type { RecordedRequest } from '../../src/testing/index.ts'

/** Whether a key is made up for a test, so that it may be reported. */
export type IsMadeUp = (key: string) => boolean

const MARK = '[key]'
/** Names whose values are secrets: of headers, of the query, of fields in a body. */
const SECRET = /^(?:(?:proxy-)?authorization|(?:set-)?cookie|key|token|password|secret|.*[_-]?(?:key|token|secret))$/i
/** Also where its `_` is escaped for an address. */
const KEY = /(?<![a-z\d])[sp]k(?:_|%5f)[\w%-]+/gi
/** An echo of a shorter secret is not looked for: it would take words out of the report. */
const SHORTEST_ECHO = 6

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** A request as the control channel reports it: without API keys and other credentials. */
export function redact(request: RecordedRequest, isMadeUp: IsMadeUp): RecordedRequest {
  const secrets = new Set<string>()
  function hide(secret: string): string {
    if (!secret || isMadeUp(secret)) return secret
    secrets.add(secret)
    return MARK
  }
  function hideHeader(value: string): string {
    // The scheme stays, so that a test can see that there was a key.
    const [, scheme = '', credentials = ''] = /^((?:Basic|Bearer|Token)\s+)?(.*)$/is.exec(value) ?? []
    return scheme + hide(credentials)
  }
  /** Of a query or a form. */
  function hideFields(text: string): string {
    return text
      .split('&')
      .map((field) => {
        const [name = '', ...value] = field.split('=')
        const plain = decode(value.join('='))
        return value.length && SECRET.test(decode(name)) && hide(plain) !== plain ? `${name}=${MARK}` : field
      })
      .join('&')
  }
  function hideUrl(url: string): string {
    const [, start = '', query = '', hash = ''] = /^([^?#]*\??)([^#]*)(.*)$/s.exec(url) ?? []
    return start.replace(/\/\/[^/@]*@/, `//${MARK}@`) + hideFields(query) + hash
  }
  function hideJson(body: string): string {
    let found = false
    const value: unknown = JSON.parse(body, (name, value: unknown) => {
      if (typeof value !== 'string') return value
      const shown = (SECRET.test(name) ? hide(value) : value).replace(KEY, hide)
      found ||= shown !== value
      return shown
    })
    const plain = JSON.stringify(value)
    // A name may be a key, too, and be written in escapes.
    return found || plain.search(KEY) >= 0 ? plain : body
  }
  function hideBody(body: string, type: string): string {
    if (/x-www-form-urlencoded/i.test(type)) return hideFields(body)
    // The field of a multipart form.
    if (/multipart/i.test(type)) {
      return body.replace(
        /(name="([^"\r\n]{1,100})"\r?\n\r?\n)([^\r\n]*)/g,
        (whole, start: string, name: string, value: string) => (SECRET.test(name) ? start + hide(value) : whole),
      )
    }
    try {
      return hideJson(body)
    } catch {
      return body
    }
  }
  /** What is a secret in one place may stand in another, as it is, in an address or in JSON. */
  function hideEchoes(text: string): string {
    let shown = text
    for (const secret of secrets) {
      if (secret.length < SHORTEST_ECHO) continue
      for (const echo of new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])) {
        shown = shown.replaceAll(echo, MARK)
      }
    }
    return shown.replace(KEY, hide)
  }

  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    SECRET.test(name) ? hideHeader(value) : value,
  ])
  const url = hideUrl(request.url)
  const body = hideBody(request.body, request.headers['content-type'] ?? '')
  return {
    ...request,
    url: hideEchoes(url),
    headers: Object.fromEntries(headers.map(([name = '', value = '']) => [name, hideEchoes(value)])),
    body: hideEchoes(body),
  }
}
