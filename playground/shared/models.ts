/** Names that the service has for everybody; a reader with a key may have more. */
export const textModels = ['openai', 'openai-fast', 'deepseek', 'gemini', 'mistral', 'qwen-coder']
export const imageModels = ['flux', 'turbo', 'kontext', 'gptimage', 'zimage']
