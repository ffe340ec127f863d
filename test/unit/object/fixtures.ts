/** Answers of a model that must be read right at every prefix. */
export const FIXTURES: readonly { name: string; text: string }[] = [
  { name: 'a flat object', text: '{"name":"Ada Lovelace","age":36,"alive":false,"rank":null,"true":true}' },
  { name: 'numbers of all kinds', text: '[0,-1,12,3.25,-0.5,1e3,1E-7,2.5e+10,1234567890123]' },
  { name: 'a number as the last field', text: '{"a":{"b":[1,{"c":12}]}}' },
  {
    name: 'escapes',
    text: String.raw`{"a\"b":"quote \" slash \/ back \\ end","c\\":"\b\f\n\r\t","d":"\\\\\"","e":"\u0041\u00e9"}`,
  },
  { name: 'what looks like JSON in strings', text: '{"a":"{[\\"b\\": 1, true]}","b":"]}","c":[":",","]}' },
  { name: 'letters outside ASCII', text: '{"grüße":"Zürich 日本語 🌸🌸","🌸":["é","👩‍🚀"]}' },
  {
    name: 'escaped surrogates',
    text: String.raw`{"a":"\ud83c\udf38!","b":"\\ud83c","c":"\\\ud83c\udf38","d":"lone \ud83c","e":"x\ud83d"}`,
  },
  { name: 'nested empties', text: '{"a":{},"b":[],"c":[[],{},[{}]],"":""}' },
  { name: '__proto__', text: '{"__proto__":{"a":1},"constructor":{"prototype":"x"},"toString":"y"}' },
  { name: 'blanks everywhere', text: '\n { "a" :\t[ 1 , { "b" : "c" } , null ]\r\n,\n"d" : 4 }\n\n' },
  { name: 'a list', text: '[{"a":"one"},{"a":"two"},"three"]' },
  { name: 'a string', text: '"All of it is \\"one\\" string"' },
  { name: 'a fence', text: '```json\n{"a":"x ``` y","b":[1,2]}\n```' },
  { name: 'a fence without a language', text: '```\n{"a":"b"}\n```\n' },
  {
    name: 'a fence between words',
    text: 'Here you are, 12 of them:\n\n```json\n[12,{"a":true}]\n```\nIs that `right`?\n```js\nx\n```',
  },
  { name: 'a fence that is not closed', text: '``` json\n{"a":"``` in it"}' },
]
