import { isObject, type Json, toList, toObject, toText } from '../json.ts'
import type { Random } from '../random.ts'
import { makePhrase } from './make-sentence.ts'
import type { Offer } from './read-offer.ts'

/** Deeper than this only what is required is made, so that a schema that holds itself comes to an end. */
const DEPTH = 4

/** Where values come from. */
interface Source {
  /** What references point into. */
  root: Json
  random: Random
  offer: Offer | undefined
}

/** A value that fits a JSON Schema, with what a text offers where that fits. */
export function makeValue(schema: unknown, random: Random, offer?: Offer): unknown {
  return make(schema, { root: toObject(schema), random, offer }, 0)
}

function make(given: unknown, source: Source, depth: number): unknown {
  const { root, random, offer } = source
  const schema = resolve(toObject(given), root)
  if ('const' in schema) return schema.const
  if (Array.isArray(schema.enum)) return choose(schema.enum, source)
  const choices = [...toList(schema.anyOf), ...toList(schema.oneOf)]
  if (choices.length > 0) {
    const { anyOf: _any, oneOf: _one, ...rest } = schema
    const choice = depth < DEPTH ? choices[Math.floor(random() * choices.length)] : simplest(choices)
    return make({ ...rest, ...resolve(toObject(choice), root) }, source, depth + 1)
  }
  switch (typeOf(schema)) {
    case 'object':
      return makeObject(schema, source, depth)
    case 'array':
      return makeArray(schema, source, depth)
    case 'integer':
      return takeNumber(schema, offer) ?? makeNumber(schema, random, Number(schema.multipleOf ?? 1))
    case 'number':
      return takeNumber(schema, offer) ?? makeNumber(schema, random, Number(schema.multipleOf ?? 0.5))
    case 'boolean':
      return random() < 0.5
    case 'null':
      return null
    default:
      return takeWord(schema, offer) ?? makeString(schema, random)
  }
}

/** One of an enum: for a text the ones that it names, in its order, then the first, each once; after that any. */
function choose(values: readonly unknown[], { random, offer }: Source): unknown {
  const any = values[Math.floor(random() * values.length)]
  if (!offer) return any
  const words = offer.text.toLowerCase().split(/[^\p{L}\p{N}_-]+/u)
  const named = words.flatMap((word) => values.filter((value) => `${value}`.toLowerCase() === word))
  const choice = [...named, values[0]].find((value) => !offer.chosen.includes(value)) ?? any
  offer.chosen.push(choice)
  return choice
}

/** The next of a list, if it fits. */
function take<T>(list: T[], fits: (item: T) => boolean): T | undefined {
  return list.slice(0, 1).some(fits) ? list.shift() : undefined
}

function takeNumber(schema: Json, offer: Offer | undefined): number | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  const step = Number(multipleOf ?? (typeOf(schema) === 'integer' ? 1 : 0))
  return take(
    offer?.numbers ?? [],
    (number) =>
      number >= Number(minimum ?? -Infinity) &&
      number <= Number(maximum ?? Infinity) &&
      number > Number(exclusiveMinimum ?? -Infinity) &&
      number < Number(exclusiveMaximum ?? Infinity) &&
      (step === 0 || number % step === 0),
  )
}

function takeWord({ format, pattern, minLength, maxLength }: Json, offer: Offer | undefined): string | undefined {
  return take(
    offer?.words ?? [],
    (word) =>
      !format && !pattern && word.length >= Number(minLength ?? 0) && word.length <= Number(maxLength ?? Infinity),
  )
}

/** Follows `$ref` inside the document, and puts the members of `allOf` together. */
function resolve(schema: Json, root: Json): Json {
  let found = schema
  for (let hops = 0; typeof found.$ref === 'string' && hops < 32; hops++) {
    let target: unknown = root
    for (const name of found.$ref.split('/').slice(1)) {
      target = toObject(target)[decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~')]
    }
    const { $ref: _ref, ...rest } = found
    found = { ...toObject(target), ...rest }
  }
  for (const part of toList(found.allOf)) {
    const member = resolve(toObject(part), root)
    const properties = { ...toObject(found.properties), ...toObject(member.properties) }
    found = { ...found, ...member, properties, required: [...toList(found.required), ...toList(member.required)] }
  }
  return found
}

function typeOf(schema: Json): unknown {
  if (Array.isArray(schema.type)) return schema.type.find((type) => type !== 'null') ?? 'null'
  if (schema.type !== undefined) return schema.type
  if (isObject(schema.properties)) return 'object'
  return 'items' in schema || 'prefixItems' in schema ? 'array' : 'string'
}

function simplest(choices: readonly unknown[]): unknown {
  return (
    choices.find((choice) =>
      ['null', 'string', 'number', 'integer', 'boolean'].includes(toText(toObject(choice).type)),
    ) ?? choices[0]
  )
}

function makeObject(schema: Json, source: Source, depth: number): Json {
  const required = toList(schema.required)
  const entries = Object.entries(toObject(schema.properties)).filter(
    ([name]) => depth < DEPTH || required.includes(name),
  )
  return Object.fromEntries(entries.map(([name, property]) => [name, make(property, source, depth + 1)]))
}

function makeArray(schema: Json, source: Source, depth: number): unknown[] {
  const first = toList(schema.prefixItems).map((item) => make(item, source, depth + 1))
  const least = Math.max(Number(schema.minItems ?? 0), depth < DEPTH ? 2 : 0)
  const count = schema.items === false ? first.length : Math.min(least, Number(schema.maxItems ?? least))
  const items: unknown[] = first
  // A set of few possible items may be smaller than wished for: after some tries it stays so.
  for (let tries = 0; items.length < count && tries < count + 50; tries++) {
    const item = make(schema.items, source, depth + 1)
    if (schema.uniqueItems !== true || !items.some((other) => JSON.stringify(other) === JSON.stringify(item)))
      items.push(item)
  }
  return items
}

function makeNumber(schema: Json, random: Random, step: number): number {
  const low = Number(
    schema.minimum ?? schema.exclusiveMinimum ?? Math.min(1, Number(schema.maximum ?? schema.exclusiveMaximum ?? 1)),
  )
  const high = Number(schema.maximum ?? schema.exclusiveMaximum ?? low + 100 * step)
  const first =
    Math.ceil(low / step) + (Math.ceil(low / step) * step <= Number(schema.exclusiveMinimum ?? -Infinity) ? 1 : 0)
  const last =
    Math.floor(high / step) - (Math.floor(high / step) * step >= Number(schema.exclusiveMaximum ?? Infinity) ? 1 : 0)
  // Bounds with no whole step between them: their middle.
  if (last < first) return (low + high) / 2
  return Number(((first + Math.floor(random() * (last - first + 1))) * step).toFixed(10))
}

const FORMATS: Record<string, string> = {
  date: '2026-04-12',
  'date-time': '2026-04-12T09:30:00Z',
  time: '09:30:00Z',
  email: 'bee@example.org',
  hostname: 'example.org',
  ipv4: '192.0.2.7',
  ipv6: '2001:db8::7',
  uri: 'https://example.org/blossom',
  url: 'https://example.org/blossom',
  uuid: '6f1c2a4e-7d3b-4c58-9a10-2b7f5e0c8d31',
}

function makeString(schema: Json, random: Random): string {
  const fixed = FORMATS[toText(schema.format)]
  if (fixed) return fixed
  let text = makePhrase(random)
  while (text.length < Number(schema.minLength ?? 0)) text += ` ${makePhrase(random)}`
  return text.slice(0, Number(schema.maxLength ?? text.length))
}
