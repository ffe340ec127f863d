import type { Task } from '../call/plan.ts'

/** A field of a form: a text or number, or a file with its name. What is undefined is left out. */
export type Field =
  | readonly [name: string, value: string | number | undefined]
  | readonly [name: string, file: Blob, filename: string]

/** How much of a form is held in memory at once to digest it. Bytes. */
const STEP = 4_194_304

/**
 * A digest of a Blob's bytes, in steps. The platform has none on a page that came by http:, and in React Native: there only
 * the user's own files are sent.
 */
async function digest(content: Blob): Promise<string> {
  const { subtle } = globalThis.crypto ?? {}
  let sum = new ArrayBuffer(16)
  for (let at = 0; subtle && at < content.size; at += STEP)
    sum = await subtle.digest('SHA-256', await new Blob([sum, content.slice(at, at + STEP)]).arrayBuffer())
  return new Uint32Array(sum, 0, 4).join('-')
}

/**
 * A form as the body of a POST. No FormData: the platform writes that anew, with another boundary, for each attempt, and gen
 * joins a repeated request with the first one when their bytes are the same. The boundary is a digest of the fields: the same
 * form is the same request, and no file can hold the boundary of its own form, by which it could add fields.
 */
export async function multipart(fields: readonly Field[]): Promise<Pick<Task, 'headers' | 'body'>> {
  function build(boundary: string): Blob {
    const parts: BlobPart[] = []
    for (const [name, value, filename = ''] of fields) {
      if (value === undefined) continue
      const file = value instanceof Blob ? value : undefined
      parts.push(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"`)
      // The escapes of https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data
      if (file) parts.push(`; filename="${filename.replace(/["\r\n]/g, encodeURIComponent)}"`)
      // What is like a Blob may have any text as its type.
      if (file) parts.push(`\r\nContent-Type: ${/^[ -~]+$/.test(file.type) ? file.type : 'application/octet-stream'}`)
      parts.push('\r\n\r\n', file ?? `${value}`, '\r\n')
    }
    parts.push(`--${boundary}--\r\n`)
    return new Blob(parts)
  }
  const boundary = `blossom-${await digest(build(''))}`
  return { headers: { 'content-type': `multipart/form-data; boundary=${boundary}` }, body: build(boundary) }
}
