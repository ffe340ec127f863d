import type { Task } from '../call/plan.ts'

/** A field of a form: a text or number, or a file with its name. What is undefined is left out. */
export type Field =
  | readonly [name: string, value: string | number | undefined]
  | readonly [name: string, file: Blob, filename: string]

/**
 * A form as the body of a POST. No FormData: the platform writes that anew, with another boundary, for each try, and gen joins
 * a repeated request with the first one when their bytes are the same.
 */
export function multipart(fields: readonly Field[]): Pick<Task, 'headers' | 'body'> {
  const random = () => Math.random().toString(36).slice(2)
  const boundary = `blossom-${random()}${random()}`
  const parts: BlobPart[] = []
  for (const [name, value, filename = ''] of fields) {
    if (value === undefined) continue
    const file = value instanceof Blob ? value : undefined
    parts.push(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"`)
    // The escapes of https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data
    if (file) parts.push(`; filename="${filename.replace(/["\r\n]/g, encodeURIComponent)}"`)
    if (file) parts.push(`\r\nContent-Type: ${file.type || 'application/octet-stream'}`)
    parts.push('\r\n\r\n', file ?? `${value}`, '\r\n')
  }
  parts.push(`--${boundary}--\r\n`)
  return { headers: { 'content-type': `multipart/form-data; boundary=${boundary}` }, body: new Blob(parts) }
}
