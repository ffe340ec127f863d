// `POST /` with `{"prompt"}` and a Bearer key answers a picture.
import { answer } from './answer.mjs'

export default {
  /** @param {Request} request @param {{ API_KEY: string }} env */
  async fetch(request, env) {
    if (request.method !== 'POST') return new Response('Method not allowed', { status: 405 })
    if (request.headers.get('authorization') !== `Bearer ${env.API_KEY}`)
      return new Response('Unauthorized', { status: 401 })
    if (request.headers.get('content-type') !== 'application/json') return new Response('No JSON', { status: 400 })
    const { prompt } = await request.json()
    return answer(request, prompt)
  },
}
