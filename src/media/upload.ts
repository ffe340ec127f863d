import { apiError, saidIn } from '../call/classify.ts'
import { asText, parseObject } from '../call/json.ts'
import { type CallOptions, checkCall, checkOptions } from '../call/options.ts'
import type { ProviderOf } from '../call/provider.ts'
import { readText } from '../call/read.ts'
import { send } from '../call/send.ts'
import { genTask } from '../providers/gen-task.ts'
import { GEN_BASE } from '../providers/pollinations.ts'
import { resolveGen } from '../providers/resolve.ts'
import { checkFile, nameOf, typeFile } from './file.ts'
import { multipart } from './multipart.ts'

/**
 * A file that everyone can fetch.
 *
 * @example
 * ```ts
 * import type { UploadResult } from 'blossom-ai'
 *
 * const markdown = ({ url }: UploadResult) => `![](${url})`
 * ```
 */
export interface UploadResult {
  /** The service's name for the file. */
  id: string
  /** Public. The service keeps a file for 30 days; a GET after day 15 renews them. */
  url: string
  /** As the service took it. */
  mediaType: string
  /** Bytes. */
  size: number
  /** The service's own id of the request, else the one made here. */
  requestId: string
}

const OWN = 'https://media.pollinations.ai/upload'

/** Whether a value is an address that can stand in a link, whatever link it is. */
const isAddress = (url: unknown): url is string => typeof url === 'string' && /^https?:\/\/[^\s"<>]+$/i.test(url)

/** The service takes 400 MiB. */
const MOST = 400 * 1024 * 1024

/**
 * Puts a file on media.pollinations.ai, or behind another base at `{base}/upload`. Never tried again: each try would be
 * another file.
 *
 * @param file - 1 byte to 400 MiB. A Blob without a type gets one by its bytes.
 * @param options - `name`: the file's name; default: the one that it has, else `file`. And the options of the call (times in
 *   milliseconds): `timeout` bounds the whole upload, so give a large file more.
 * @returns Its public address.
 * @throws ValidationError for an empty or too large file and other bad input; AuthenticationError `missing_key` without a key
 *   at the service's own host; APIError (`too_large`, `conflict` …) by the service's answer; NetworkError, TimeoutError;
 *   StreamError `stalled`; `signal.reason` after an abort.
 *
 * @example
 * ```ts
 * import { upload } from 'blossom-ai'
 *
 * const file = new Blob(['Hello'], { type: 'text/plain' })
 * const { url } = await upload(file, { name: 'hello.txt', apiKey: 'sk_example' })
 * ```
 */
export async function upload(
  file: Blob,
  options: CallOptions<ProviderOf<'upload'>> & { name?: string | undefined } = {},
): Promise<UploadResult> {
  const operation = 'upload'
  checkCall(operation, options)
  checkOptions(operation, options, { name: 'string' })
  checkFile(operation, 'The file', file, MOST)
  const provider = resolveGen(operation, options)
  const typed = await typeFile(file)
  const task = genTask(operation, provider, '/upload', options, {
    // A form, because the host lets pages send no header but Content-Type and Authorization.
    ...(await multipart([['file', typed, options.name ?? nameOf(file) ?? 'file']])),
    ...(provider.base.toLowerCase() === GEN_BASE && { service: 'media', url: OWN, shown: OWN }),
  })
  return send(task, { ...options, maxRetries: 0 }, async (answer) => {
    const text = await readText(answer)
    const body = parseObject(text, answer.scrub) ?? {}
    const { id, url, contentType, size } = body
    if (body.error) throw answer.refuse(text, 502)
    if (typeof id !== 'string' || !isAddress(url))
      throw apiError(task, text ? 'unexpected_content' : 'empty', saidIn(text, answer.scrub))
    return {
      id,
      url,
      mediaType: /^[\w.+-]+\/[\w.+;= -]+$/.test(asText(contentType)) ? asText(contentType) : typed.type,
      // JSON can write infinity, as 1e999.
      size: Number.isFinite(size) && (size as number) >= 0 ? (size as number) : file.size,
      requestId: answer.requestId(),
    }
  })
}
