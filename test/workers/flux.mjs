// `GET /?prompt=…` answers a picture.
import { answer } from './answer.mjs'

export default {
  /** @param {Request} request */
  async fetch(request) {
    if (request.method !== 'GET') return new Response('Method not allowed', { status: 405 })
    return answer(request, new URL(request.url).searchParams.get('prompt'))
  },
}
