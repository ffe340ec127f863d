/** The host of a URL as the platform reads it, however it is spelled; `''` when the URL cannot be parsed. */
export function hostOf(url: string): string {
  try {
    // A relative URL gets a host that no service has.
    return new URL(url, 'http://page').hostname
  } catch {
    return ''
  }
}

/** Which of the services' own hosts a URL leads to: `image` and `text` are anonymous; `''` for any other. */
export const ownHost = (url: string): string =>
  /^(gen|media|image|text)\.pollinations\.ai\.?$/.exec(hostOf(url))?.[1] ?? ''

/** Anonymous only: a key there is answered with a notice instead of a result. */
export const isAnonymous = (host: string): boolean => /image|text/.test(host)
