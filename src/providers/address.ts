/**
 * Whether routes can be put behind a URL: http(s) without password, query and fragment, or a path relative to the page. Two slashes
 * at its beginning, however they lean, are another host.
 */
export const isBase = (base: unknown): base is string =>
  typeof base === 'string' && /^(https?:\/|\.{0,2})\/(?!\/)[^@?#\\\s]+$/i.test(base)

/** Whether a request may go to a URL, whose path and query may hold anything. */
export const isUrl = (url: unknown): url is string =>
  typeof url === 'string' && isBase(url.replace(/(?<=[^/:.])[/?#].*/s, ''))
