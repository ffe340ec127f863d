// @ts-check
// A plugin for TypeDoc. Guides are read elsewhere too, so they have no front matter, which others would show as a table: each is
// named after its first heading, and a heading of code gets the anchor that it has elsewhere. And a search finds a guide before
// the same option in each of the places that inherit it.
import { Converter, RendererEvent } from 'typedoc'

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const guide of project.documents ?? []) {
      const [first] = guide.content
      const [heading, title] = /^# (.+)\n+/.exec(first?.text ?? '') ?? []
      if (!first || !heading || !title) throw new Error(`docs/${guide.name}.md must begin with a heading.`)
      guide.name = title
      first.text = first.text.slice(heading.length)
      guide.content = guide.content.map((part, at) => {
        const inHeading = /(^|\n)#+ $/.test(guide.content[at - 1]?.text ?? '')
        if (part.kind !== 'code' || !inHeading) return part
        // TypeDoc makes its anchors of the words outside of code.
        return { kind: 'text', text: part.text.replaceAll('`', '').replaceAll(/[_*[\]<]/g, '\\$&') }
      })
    }
  })
  app.renderer.on(RendererEvent.BEGIN, ({ project }) => {
    for (const reflection of Object.values(project.reflections)) {
      if (reflection.isDocument()) reflection.relevanceBoost = 20
      if (reflection.isDeclaration() && reflection.inheritedFrom) reflection.relevanceBoost = 0.1
    }
  })
}
