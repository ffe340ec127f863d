// @ts-check
import { equal, hashOf, like, ok } from '../assert.mjs'
import {
  editImage,
  fluxWorker,
  generateImage,
  generateVideo,
  imageUrl,
  sdxlWorker,
  toBase64,
  toDataUrl,
} from '../blossom.mjs'
import { SMALL } from '../world.mjs'

/** @type {import('../run-cases.mjs').Cases} */
export const imageCases = {
  async 'imageUrl() makes the address of a picture and sends nothing'() {
    const url = imageUrl('a fox / “ünïcode” 🦊?#', { width: 64, seed: 7, negativePrompt: 'a b', enhance: false })
    equal(
      url,
      'https://image.pollinations.ai/prompt/a%20fox%20%2F%20%E2%80%9C%C3%BCn%C3%AFcode%E2%80%9D%20%F0%9F%A6%8A%3F%23?model=flux&width=64&height=1024&seed=7&negative_prompt=a%20b',
    )
    return url
  },

  async 'generateImage() gives the picture of the classic host, with its address and seed'({ world }) {
    const { classic, requests, at } = await world()
    const media = await generateImage('a bee', { ...classic, ...SMALL, seed: 7 })
    like(media, { mediaType: 'image/png', seed: 7, cached: false, requestId: /./ })
    equal(media.blob.type, media.mediaType)
    equal(media.url, `${at('image.pollinations.ai')}/prompt/a%20bee?model=flux&width=48&height=32&seed=7`)
    const [request] = await requests()
    equal(request?.url, 'https://image.pollinations.ai/prompt/a%20bee?model=flux&width=48&height=32&seed=7')
    return hashOf(media.blob)
  },

  async 'generateImage() gives a picture of gen, by POST where the prompt asks for it'({ world }) {
    const { gen, requests } = await world()
    const byGet = await generateImage('a bee', { ...gen, ...SMALL, transparent: true })
    const byPost = await generateImage('a bee, 100 %', { ...gen, ...SMALL, seed: 7 })
    like(byGet, { mediaType: /^image\// })
    like(byPost, { mediaType: /^image\//, seed: 7 })
    equal(
      (await requests()).map(({ method, url }) => `${method} ${new URL(url).pathname}`),
      ['GET /image/a%20bee', 'POST /v1/images/generations'],
    )
    return [await hashOf(byGet.blob), await hashOf(byPost.blob)]
  },

  async 'a picture decodes where there is something to decode it'({ world }) {
    const { classic } = await world()
    const { blob } = await generateImage('a bee', { ...classic, ...SMALL })
    if (typeof createImageBitmap === 'undefined') return
    const { width, height } = await createImageBitmap(blob)
    equal([width, height], [48, 32])
  },

  async 'editImage() sends Blobs as a form and addresses as JSON'({ world }) {
    const { gen, requests } = await world()
    const { blob } = await generateImage('a bee', { ...gen, ...SMALL, seed: 7 })
    const byBlob = await editImage('make it blue', { ...gen, ...SMALL, seed: 7, image: blob })
    const byUrl = await editImage('make it blue', { ...gen, ...SMALL, seed: 7, image: 'https://example.org/bee.png' })
    const [, form, json] = await requests()
    like(form, {
      method: 'POST',
      body: /make it blue/,
      headers: { 'content-type': /^multipart\/form-data; ?boundary=/ },
    })
    equal(JSON.parse(`${json?.body}`).image, [{ image_url: 'https://example.org/bee.png' }])
    return [byBlob.mediaType, await hashOf(byBlob.blob), byUrl.mediaType, await hashOf(byUrl.blob)]
  },

  async 'generateVideo() gives a film'({ world }) {
    const { gen, requests } = await world()
    const { blob, mediaType } = await generateVideo('a bee', { ...gen, duration: 2, aspectRatio: '16:9', seed: 7 })
    equal(mediaType, 'video/mp4')
    like((await requests())[0], { url: /\/video\/a%20bee\?.*aspectRatio=16%3A9/ })
    return hashOf(blob)
  },

  async 'toDataUrl() and toBase64() write bytes out'() {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 7) % 256)
    const blob = new Blob([bytes], { type: 'image/png' })
    const text = await toBase64(blob)
    equal(Array.from(atob(text), (letter) => letter.charCodeAt(0)).join() === bytes.join(), true, 'The round trip')
    equal(await toDataUrl(blob), `data:image/png;base64,${text}`)
    equal(await toBase64(new Blob(['a bee 🐝'])), 'YSBiZWUg8J+QnQ==')
    return text.length
  },

  async 'a body that is null is read whole'() {
    const bytes = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])
    const bare = () => ({ status: 200, headers: new Headers({ 'content-type': 'image/jpeg' }), body: null })
    const fetch = async () => /** @type {Response} */ ({ ...bare(), arrayBuffer: async () => bytes.buffer })
    const { blob, mediaType } = await generateImage('a bee', { fetch })
    equal([mediaType, blob.size], ['image/jpeg', 7])
    return hashOf(blob)
  },

  async 'fluxWorker() and sdxlWorker() ask a worker, each in its way'({ world }) {
    const { at, requests } = await world()
    const url = at('worker.example')
    const flux = await generateImage('a bee', { provider: fluxWorker(`${url}/`) })
    const sdxl = await generateImage('a bee', { provider: sdxlWorker(`${url}/`, { apiKey: 'own-key' }) })
    const [first, second] = await requests()
    like(first, { method: 'GET', url: /\?prompt=a%20bee$/ })
    ok(!first?.headers.authorization, 'fluxWorker() sends a key')
    like(second, { method: 'POST', body: '{"prompt":"a bee"}', headers: { authorization: 'Bearer own-key' } })
    return [flux.mediaType, await hashOf(flux.blob), await hashOf(sdxl.blob)]
  },
}
