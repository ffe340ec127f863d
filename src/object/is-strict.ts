/** The keywords that every provider takes in strict mode. */
const KNOWN =
  /^(\$schema|\$ref|\$defs|type|title|description|enum|const|properties|required|additionalProperties|items|anyOf)$/

/**
 * Whether the service may be asked to hold a model to a JSON Schema to the letter. gen hands the wish on as it is, and
 * providers refuse the whole request when an object may have other fields, when a field may be missing, or for a keyword that
 * they cannot hold a model to; or is nested deeper than any of them takes. An answer is validated either way.
 */
export function isStrict(schema: unknown, depth = 0): boolean {
  if (typeof schema !== 'object' || !schema || Array.isArray(schema) || depth > 99) return false
  if (!Object.keys(schema).every((keyword) => KNOWN.test(keyword))) return false
  const { type, properties, required, additionalProperties, items, anyOf, $defs } = schema as Record<string, unknown>
  const fields = Object.keys(properties ?? {})
  const closed = additionalProperties === false && fields.every((name) => [required].flat().includes(name))
  return (
    (closed || (!properties && type !== 'object')) &&
    [properties, anyOf, $defs, items && [items]].every((inner) =>
      Object.values(inner ?? {}).every((part) => isStrict(part, depth + 1)),
    )
  )
}
