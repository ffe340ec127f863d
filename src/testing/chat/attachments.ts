import { fromBase64, readDataUrl } from '../bytes.ts'
import { type Json, toList, toObject, toText } from '../json.ts'

/** The words of a message, its text parts put together. */
export function wordsOf(message: unknown): string {
  const { content } = toObject(message)
  if (typeof content === 'string') return content
  return toList(content)
    .map((part) => toText(toObject(part).text))
    .filter((text) => text !== '')
    .join('\n')
}

/** What else came with a message: its media type and size, so that a caller can see that it arrived. */
export function attachmentsOf(message: unknown): string[] {
  return toList(toObject(message).content).flatMap((part) => describe(toObject(part)))
}

function describe(part: Json): string[] {
  switch (part.type) {
    case 'image_url':
      return [describeUrl(toObject(part.image_url).url)]
    case 'video_url':
      return [describeUrl(toObject(part.video_url).url)]
    case 'input_audio': {
      const { data, format } = toObject(part.input_audio)
      return [describeData(toText(data), `audio/${toText(format) || 'wav'}`)]
    }
    case 'file': {
      const { file_data, mime_type } = toObject(part.file)
      return [describeData(toText(file_data), toText(mime_type) || 'application/octet-stream')]
    }
    default:
      return []
  }
}

function describeUrl(url: unknown): string {
  const data = readDataUrl(toText(url))
  return data ? `${data.mediaType}, ${data.bytes.length} bytes` : toText(url)
}

function describeData(data: string, mediaType: string): string {
  if (data.startsWith('data:')) return describeUrl(data)
  return `${mediaType}, ${fromBase64(data)?.length ?? 0} bytes`
}
