// @ts-check
/** @param {import('./world.mjs').Origins} _origins @returns {Promise<Record<string, string>>} */
export async function runProbes(_origins) {
  return {}
}
