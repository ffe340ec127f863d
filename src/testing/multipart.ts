import { type Bytes, concat, encode, fromBinary, toBinary } from './bytes.ts'

/** One field of a form. */
export interface Field {
  name: string
  /** Files only. */
  filename?: string
  mediaType: string
  bytes: Bytes
}

/** Always the same, so that the same form is the same text on every runtime. */
const BOUNDARY = '----blossom-emulator-7dA2kq9Xw4Lr'

/** The media type of the forms that {@link writeForm} writes. */
export const FORM_TYPE: string = `multipart/form-data; boundary=${BOUNDARY}`

/** A form as bytes. By hand, because Safari cannot read back a `Request` whose form holds a file. */
export async function writeForm(form: FormData): Promise<Bytes> {
  const pieces: Bytes[] = []
  for (const [name, value] of form) {
    const file = typeof value === 'string' ? undefined : value
    const filename = file ? `; filename="${escapeName(file.name)}"` : ''
    const type = file ? `\r\nContent-Type: ${file.type || 'application/octet-stream'}` : ''
    pieces.push(
      encode(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="${escapeName(name)}"${filename}${type}\r\n\r\n`),
      file ? new Uint8Array(await file.arrayBuffer()) : encode(`${value}`.replace(/\r?\n|\r/g, '\r\n')),
      encode('\r\n'),
    )
  }
  return concat([...pieces, encode(`--${BOUNDARY}--\r\n`)])
}

/** The fields of a form; undefined when it is none. By hand, because Bun's parser ignores the types of the files. */
export function readForm(bytes: Bytes, contentType: string): Field[] | undefined {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (boundary === undefined) return undefined
  const [, ...parts] = `\r\n${toBinary(bytes)}`.split(`\r\n--${boundary}`)
  if (!parts.pop()?.startsWith('--')) return undefined
  return parts.map((part) => {
    const gap = part.indexOf('\r\n\r\n')
    const head = new TextDecoder().decode(fromBinary(part.slice(0, gap)))
    const filename = /; filename="([^"]*)"/i.exec(head)?.[1]
    return {
      name: unescapeName(/; name="([^"]*)"/i.exec(head)?.[1] ?? ''),
      ...(filename === undefined ? {} : { filename: unescapeName(filename) }),
      mediaType: /^content-type: *(.*)$/im.exec(head)?.[1] ?? 'text/plain',
      bytes: fromBinary(part.slice(gap + 4)),
    }
  })
}

/** A field of a form that is a file. */
export function findFile(form: readonly Field[] | undefined, name: string): Field | undefined {
  return form?.find((field) => field.name === name && field.filename !== undefined)
}

/** The fields that are no files, as an object. */
export function readFields(form: readonly Field[]): Record<string, string> {
  const texts = form.filter((field) => field.filename === undefined)
  return Object.fromEntries(texts.map((field) => [field.name, new TextDecoder().decode(field.bytes)]))
}

function escapeName(name: string): string {
  return name.replace(/\n/g, '%0A').replace(/\r/g, '%0D').replace(/"/g, '%22')
}

function unescapeName(name: string): string {
  return name.replace(/%0A/g, '\n').replace(/%0D/g, '\r').replace(/%22/g, '"')
}
