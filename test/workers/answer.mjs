// What both workers answer to a prompt. A prompt such as `fail 503` asks for that status, `fail 503 twice` for two of them.
import { drawPng } from './draw-png.mjs'

/** How often each prompt has failed. @type {Map<string, number>} */
const failed = new Map()

/** @param {Request} request @param {unknown} prompt */
export async function answer(request, prompt) {
  if (typeof prompt !== 'string' || !prompt.trim()) return new Response('Missing prompt', { status: 400 })
  if (prompt === 'no picture') return new Response('no GPU', { headers: { 'content-type': 'text/plain' } })
  const [, status, twice] = /^fail (\d+)( twice)?/.exec(prompt) ?? []
  const times = failed.get(prompt) ?? 0
  if (status && !(twice && times >= 2)) {
    failed.set(prompt, times + 1)
    return new Response(`Failed with ${status}`, { status: Number(status) })
  }
  // So that a test can see what came.
  const came = { method: request.method, url: request.url, headers: Object.fromEntries(request.headers), times }
  const headers = { 'content-type': 'image/png', 'x-came': encodeURIComponent(JSON.stringify(came)) }
  return new Response(await drawPng(prompt), { headers })
}
