/**
 * Pictures, text, chat, objects and speech as React hooks.
 *
 * @module
 */

export { BlossomProvider, type BlossomProviderProps } from './blossom-provider.ts'
export type { MediaState } from './create-media.ts'
export type { Callbacks, CallState, RunOptions, RunState, Status } from './hook-types.ts'
export { type ChatMessage, type UseChat, type UseChatOptions, useChat } from './use-chat.ts'
export { type UseImage, type UseImageOptions, useImage } from './use-image.ts'
export { type UseObject, type UseObjectOptions, useObject } from './use-object.ts'
export { type UseSpeech, type UseSpeechOptions, useSpeech } from './use-speech.ts'
export { type UseText, type UseTextOptions, useText } from './use-text.ts'
