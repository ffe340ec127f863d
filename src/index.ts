/**
 * Text, chat, images, speech and more from Pollinations.AI in anything that speaks fetch.
 *
 * @module
 */

export type { Transcript } from './audio/read-transcript.ts'
export { speak } from './audio/speak.ts'
export type { SpeakOptions, Voice } from './audio/speech-options.ts'
export { streamSpeech } from './audio/stream-speech.ts'
export { type TranscribeOptions, transcribe } from './audio/transcribe.ts'
export type { ErrorCode } from './call/error-code.ts'
export {
  APIError,
  AuthenticationError,
  BlossomError,
  isBlossomError,
  NetworkError,
  PaymentError,
  RateLimitError,
  type SchemaIssue,
  StreamError,
  TimeoutError,
  ValidationError,
} from './call/errors.ts'
export type { CallEvent, Usage } from './call/events.ts'
export type { CallOptions, Fetch, HeadersLike, Limiter, RetryInfo } from './call/options.ts'
export type { Plan } from './call/plan.ts'
export type { Capability, ChatProvider, ImageProvider, Provider, ProviderOf } from './call/provider.ts'
export { type EmbedOptions, embed } from './embed/embed.ts'
export type { EmbedResult } from './embed/read-embeddings.ts'
export { editImage } from './image/edit-image.ts'
export { generateImage } from './image/generate-image.ts'
export type {
  CustomImageProvider,
  ImageModel,
  ImageOptions,
  ImageParameters,
  ImageUrlOptions,
} from './image/image-options.ts'
export { imageUrl } from './image/image-url.ts'
export type { EditImageOptions } from './image/plan-edit.ts'
export { findModel } from './lists/find-model.ts'
export { listModels } from './lists/list-models.ts'
export { listVoices } from './lists/list-voices.ts'
export type { ModelInfo, ModelKind, ModelList } from './lists/model-list.ts'
export { createLimiter } from './many/create-limiter.ts'
export { type MapOptions, mapConcurrent } from './many/map-concurrent.ts'
export { type ProviderFor, withDefaults } from './many/with-defaults.ts'
export { toBase64, toDataUrl } from './media/base64.ts'
export type { Media } from './media/media.ts'
export { type UploadResult, upload } from './media/upload.ts'
export { generateObject } from './object/generate-object.ts'
export type { DeepPartial, ObjectOptions, ObjectResult, ObjectStream } from './object/object-options.ts'
export type { SchemaResult, StandardSchema } from './object/schema.ts'
export { streamObject } from './object/stream-object.ts'
export { pollinations } from './providers/pollinations.ts'
export { pollinationsClassic } from './providers/pollinations-classic.ts'
export { fluxWorker, sdxlWorker } from './providers/worker.ts'
export { chat } from './text/chat.ts'
export type {
  ChatResult,
  ContentPart,
  FinishReason,
  FunctionTool,
  Message,
  Partial_,
  Role,
  StreamEvent,
  TextStream,
  ToolCall,
} from './text/chat-types.ts'
export { enhancePrompt } from './text/enhance-prompt.ts'
export { generateText } from './text/generate-text.ts'
export { streamChat } from './text/stream-chat.ts'
export { streamText } from './text/stream-text.ts'
export type { ChatOptions, TextModel, TextOptions, TextParameters } from './text/text-options.ts'
export { runTools } from './tools/run-tools.ts'
export { streamTools } from './tools/stream-tools.ts'
export type { Tool, ToolContext, ToolEvent, ToolOptions, ToolResult, ToolSet, ToolStep } from './tools/tool-types.ts'
export { generateVideo } from './video/generate-video.ts'
export type { VideoOptions } from './video/plan-video.ts'
