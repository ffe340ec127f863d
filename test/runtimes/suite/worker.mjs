// @ts-check
// On workerd: any request runs the suite.
import { main } from './main.mjs'

export default {
  /** @param {Request} _request @param {{ GIVEN: string }} env */
  async fetch(_request, env) {
    return new Response(JSON.stringify(await main(JSON.parse(env.GIVEN))))
  },
}
