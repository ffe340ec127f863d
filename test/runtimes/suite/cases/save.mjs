// @ts-check
import { equal, fails, hashOf } from '../assert.mjs'
import { generateImage, save } from '../blossom.mjs'

const hasDisk = (/** @type {string | undefined} */ folder) => folder !== undefined

/** @type {import('../run-cases.mjs').Cases} */
export const saveCases = {
  async 'save() writes the whole file, or starts a download, or says that it can do neither'({ world, folder }) {
    const { classic } = await world()
    const media = await generateImage('a bee', { ...classic, width: 48, height: 32 })
    if (hasDisk(folder)) {
      const path = `${folder}/new/folders/bee.jpg`
      equal(await save(media, path), path)
      const { readFile, readdir } = await import('node:fs/promises')
      equal(await hashOf(new Uint8Array(await readFile(path))), await hashOf(media.blob))
      equal(await readdir(`${folder}/new/folders`), ['bee.jpg'])
    } else if (typeof document === 'undefined') {
      await fails(save(media, 'bee.jpg'), {
        name: 'ValidationError',
        code: 'invalid_option',
        message: /no file system/,
      })
    } else {
      /** @type {string[]} */
      const clicked = []
      const note = (/** @type {Event} */ event) => {
        event.preventDefault()
        clicked.push(/** @type {HTMLAnchorElement} */ (event.target).download)
      }
      const { click } = HTMLAnchorElement.prototype
      // A real download would ask where to; what is clicked is looked at, and the click goes through.
      HTMLAnchorElement.prototype.click = function () {
        this.addEventListener('click', note)
        click.call(this)
      }
      equal(await save(media, 'some/folder/bee.jpg'), 'bee.jpg')
      HTMLAnchorElement.prototype.click = click
      equal(clicked, ['bee.jpg'])
    }
    return hashOf(media.blob)
  },

  async 'save() refuses what is no Blob, and a name that is none'() {
    await fails(save(/** @type {never} */ ('text'), 'a.txt'), { code: 'invalid_option' })
    await fails(save(new Blob(['x']), ' '), { code: 'invalid_option' })
  },
}
