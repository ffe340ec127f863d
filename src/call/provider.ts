/** What a service can do. Seen by the type checker only. */
export type Capability =
  | 'image'
  | 'editImage'
  | 'video'
  | 'chat'
  | 'speech'
  | 'transcription'
  | 'embedding'
  | 'upload'
  | 'models'

/** Which service answers: a descriptor made by `pollinations()` and its like. Plain data, so that unused plans are shaken off. */
export interface Provider {
  /** Which plans belong to it. */
  readonly kind: string
  /** What it can do, for the type checker. */
  readonly can?: Partial<Record<Capability, true>>
}

/** A provider that can do what is named. */
export type ProviderOf<C extends Capability> = Provider & { readonly can?: { [K in C]: true } }
/** A provider that makes images. */
export type ImageProvider = ProviderOf<'image'>
/** A provider that answers text and chat calls. */
export type ChatProvider = ProviderOf<'chat'>
