import { type Code, code } from './literal.ts'

/** Where code gets the key from: never from the field of this page. */
export interface KeyCode {
  /** A line that comes first. */
  page: string
  inPage: { apiKey?: Code }
  inNode: { apiKey?: Code }
  /** What a component takes. */
  props: string
}

/** The lines for a key; none at all when the call needs none. */
export function keyCode(wanted: boolean): KeyCode {
  if (!wanted) return { page: '', inPage: {}, inNode: {}, props: '' }
  return {
    page: "const apiKey = prompt('Your key of enter.pollinations.ai') ?? ''\n",
    inPage: { apiKey: code('apiKey') },
    inNode: { apiKey: code('process.env.POLLINATIONS_API_KEY') },
    props: '{ apiKey }',
  }
}
