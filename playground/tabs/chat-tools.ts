/** The tools of the chat; the code panel shows the same. */
export const tools = {
  get_weather: {
    description: 'The weather in a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    execute: ({ city }: { city: string }) => ({ city, sky: 'rain', degrees: 11 }),
  },
  get_time: {
    description: 'The time now',
    parameters: { type: 'object', properties: {} },
    execute: () => new Date().toISOString(),
  },
}
