// The public names against contract.d.ts, in both directions: what is here compiles, or the types have drifted.

import type * as built from '../../src/index.ts'
import type * as saving from '../../src/save/index.ts'
import type * as testing from '../../src/testing/index.ts'
import type * as contract from './contract.d.ts'
import { type Fits, none, type Public, type Same, type Wrong } from './same.ts'

type Functions =
  | 'imageUrl'
  | 'generateImage'
  | 'generateText'
  | 'streamText'
  | 'chat'
  | 'streamChat'
  | 'pollinations'
  | 'pollinationsClassic'
  | 'createLimiter'
  | 'toDataUrl'
  | 'toBase64'
  | 'isBlossomError'
  | 'enhancePrompt'
  | 'fluxWorker'
  | 'sdxlWorker'
  | 'speak'
  | 'streamSpeech'
  | 'transcribe'
  | 'generateVideo'
  | 'editImage'
  | 'embed'
  | 'upload'
  | 'listModels'
  | 'listVoices'
  | 'findModel'
  | Generic

type Generic = 'withDefaults' | 'generateObject' | 'streamObject' | 'runTools' | 'streamTools' | 'mapConcurrent'

type Errors =
  | 'BlossomError'
  | 'ValidationError'
  | 'NetworkError'
  | 'TimeoutError'
  | 'APIError'
  | 'AuthenticationError'
  | 'PaymentError'
  | 'RateLimitError'
  | 'StreamError'

// The entry points export these values, all of them and nothing else: no default, nothing that comes later.
none<Wrong<{ index: Same<keyof typeof built, Functions | Errors> }>>()
none<Wrong<{ testing: Same<keyof typeof testing, 'createEmulator'> }>>()
none<Wrong<{ save: Same<keyof typeof saving, 'save'> }>>()

none<Wrong<{ [K in Exclude<Functions, Generic>]: Same<(typeof built)[K], (typeof contract)[K]> }>>()
none<Wrong<{ createEmulator: Same<typeof testing.createEmulator, typeof contract.createEmulator> }>>()
none<Wrong<{ save: Same<typeof saving.save, typeof contract.save> }>>()

// Two generic declarations are never the same to the compiler, so they are compared as they are called.
type Images = Pick<typeof contract, 'generateImage' | 'imageUrl'>
type Mixed = Pick<typeof contract, 'generateImage' | 'chat'>
type Thing = { name: string; parts: { size?: number }[] }
type Arguments = { weather: { city: string }; time: unknown }
none<
  Wrong<{
    withDefaults: Fits<typeof built.withDefaults, typeof contract.withDefaults>
    withDefaultsOfImages: Same<typeof built.withDefaults<Images>, typeof contract.withDefaults<Images>>
    withDefaultsOfBoth: Same<typeof built.withDefaults<Mixed>, typeof contract.withDefaults<Mixed>>
    generateObject: Fits<typeof built.generateObject, typeof contract.generateObject>
    generateObjectOf: Same<typeof built.generateObject<Thing>, typeof contract.generateObject<Thing>>
    streamObject: Fits<typeof built.streamObject, typeof contract.streamObject>
    streamObjectOf: Same<typeof built.streamObject<Thing>, typeof contract.streamObject<Thing>>
    runTools: Fits<typeof built.runTools, typeof contract.runTools>
    runToolsOf: Same<typeof built.runTools<Arguments>, typeof contract.runTools<Arguments>>
    streamTools: Fits<typeof built.streamTools, typeof contract.streamTools>
    streamToolsOf: Same<typeof built.streamTools<Arguments>, typeof contract.streamTools<Arguments>>
    mapConcurrent: Fits<typeof built.mapConcurrent, typeof contract.mapConcurrent>
    mapConcurrentOf: Same<typeof built.mapConcurrent<string, Thing>, typeof contract.mapConcurrent<string, Thing>>
  }>
>()

none<Wrong<{ [K in Errors]: Same<Instance<typeof built, K>, Instance<typeof contract, K>> }>>()
none<Wrong<{ [K in Errors]: Fits<Parameters_<typeof built, K>, Parameters_<typeof contract, K>> }>>()

type Instance<M, K extends keyof M> = M[K] extends new (...args: never) => infer I ? Public<I> : never
type Parameters_<M, K extends keyof M> = M[K] extends new (...args: infer P) => unknown ? P : never

// The family tree, and that its branches stay apart.
type IsA<A, B> = A extends B ? true : false
none<
  Wrong<{
    Timeout: IsA<built.TimeoutError, built.NetworkError>
    Authentication: IsA<built.AuthenticationError, built.APIError>
    Payment: IsA<built.PaymentError, built.APIError>
    RateLimit: IsA<built.RateLimitError, built.APIError>
    apart: Same<IsA<built.NetworkError, built.TimeoutError> | IsA<built.APIError, built.StreamError>, false>
  }>
>()

// Interfaces and aliases leave no trace in `typeof`, so each has its line.
none<
  Wrong<{
    CallOptions: Same<built.CallOptions, contract.CallOptions>
    CallOptionsOf: Same<built.CallOptions<built.ChatProvider>, contract.CallOptions<contract.ChatProvider>>
    RetryInfo: Same<built.RetryInfo, contract.RetryInfo>
    CallEvent: Same<built.CallEvent, contract.CallEvent>
    Fetch: Same<built.Fetch, contract.Fetch>
    HeadersLike: Same<built.HeadersLike, contract.HeadersLike>
    Limiter: Same<built.Limiter, contract.Limiter>

    Provider: Same<built.Provider, contract.Provider>
    Capability: Same<built.Capability, contract.Capability>
    ProviderOf: Same<built.ProviderOf<'image' | 'chat'>, contract.ProviderOf<'image' | 'chat'>>
    ImageProvider: Same<built.ImageProvider, contract.ImageProvider>
    ChatProvider: Same<built.ChatProvider, contract.ChatProvider>
    CustomImageProvider: Same<built.CustomImageProvider, contract.CustomImageProvider>
    Plan: Same<built.Plan, contract.Plan>
    ProviderFor: Same<
      built.ProviderFor<Pick<typeof built, 'chat'>>,
      contract.ProviderFor<Pick<typeof contract, 'chat'>>
    >

    ImageModel: Same<built.ImageModel, contract.ImageModel>
    ImageParameters: Same<built.ImageParameters, contract.ImageParameters>
    ImageUrlOptions: Same<built.ImageUrlOptions, contract.ImageUrlOptions>
    ImageOptions: Same<built.ImageOptions, contract.ImageOptions>
    Media: Same<built.Media, contract.Media>
    EditImageOptions: Same<built.EditImageOptions, contract.EditImageOptions>
    VideoOptions: Same<built.VideoOptions, contract.VideoOptions>

    Voice: Same<built.Voice, contract.Voice>
    SpeakOptions: Same<built.SpeakOptions, contract.SpeakOptions>
    TranscribeOptions: Same<built.TranscribeOptions, contract.TranscribeOptions>
    Transcript: Same<built.Transcript, contract.Transcript>
    EmbedOptions: Same<built.EmbedOptions, contract.EmbedOptions>
    EmbedResult: Same<built.EmbedResult, contract.EmbedResult>
    UploadResult: Same<built.UploadResult, contract.UploadResult>
    ModelKind: Same<built.ModelKind, contract.ModelKind>
    ModelInfo: Same<built.ModelInfo, contract.ModelInfo>
    ModelList: Same<built.ModelList, contract.ModelList>

    TextModel: Same<built.TextModel, contract.TextModel>
    TextParameters: Same<built.TextParameters, contract.TextParameters>
    TextOptions: Same<built.TextOptions, contract.TextOptions>
    ChatOptions: Same<built.ChatOptions, contract.ChatOptions>
    FunctionTool: Same<built.FunctionTool, contract.FunctionTool>
    Role: Same<built.Role, contract.Role>
    ContentPart: Same<built.ContentPart, contract.ContentPart>
    Message: Same<built.Message, contract.Message>
    Usage: Same<built.Usage, contract.Usage>
    ToolCall: Same<built.ToolCall, contract.ToolCall>
    FinishReason: Same<built.FinishReason, contract.FinishReason>
    ChatResult: Same<built.ChatResult, contract.ChatResult>
    StreamEvent: Same<built.StreamEvent, contract.StreamEvent>
    Partial_: Same<built.Partial_, contract.Partial_>
    TextStream: Same<built.TextStream, contract.TextStream>
    TextStreamOf: Same<built.TextStream<'event', 'result'>, contract.TextStream<'event', 'result'>>

    StandardSchema: Same<built.StandardSchema<Thing>, contract.StandardSchema<Thing>>
    StandardSchemaOfAll: Same<built.StandardSchema, contract.StandardSchema>
    SchemaResult: Same<built.SchemaResult<Thing>, contract.SchemaResult<Thing>>
    ObjectOptions: Same<built.ObjectOptions<Thing>, contract.ObjectOptions<Thing>>
    DeepPartial: Same<built.DeepPartial<Thing>, contract.DeepPartial<Thing>>
    ObjectResult: Same<built.ObjectResult<Thing>, contract.ObjectResult<Thing>>
    ObjectStream: Same<built.ObjectStream<Thing>, contract.ObjectStream<Thing>>
    ToolContext: Same<built.ToolContext, contract.ToolContext>
    Tool: Same<built.Tool<Thing>, contract.Tool<Thing>>
    ToolSet: Same<built.ToolSet<Arguments>, contract.ToolSet<Arguments>>
    ToolOptions: Same<built.ToolOptions<Arguments>, contract.ToolOptions<Arguments>>
    ToolStep: Same<built.ToolStep, contract.ToolStep>
    ToolResult: Same<built.ToolResult, contract.ToolResult>
    ToolEvent: Same<built.ToolEvent, contract.ToolEvent>
    MapOptions: Same<built.MapOptions, contract.MapOptions>

    ErrorCode: Same<built.ErrorCode, contract.ErrorCode>
    SchemaIssue: Same<built.SchemaIssue, contract.SchemaIssue>

    EmulatorOptions: Same<testing.EmulatorOptions, contract.EmulatorOptions>
    Fault: Same<testing.Fault, contract.Fault>
    RecordedRequest: Same<testing.RecordedRequest, contract.RecordedRequest>
    Emulator: Same<testing.Emulator, contract.Emulator>
  }>
>()
