// @ts-check

/** Faults that random values must bring to light. @type {readonly import('./mutants.mjs').Mutant[]} */
export const FUZZ_MUTANTS = [
  {
    name: 'fuzz: an event in two lines loses the first one',
    file: 'src/text/sse.ts',
    find: 'if (lines.length || !take(data, event)) lines.push(data)',
    replace: 'if (!take(data, event)) lines = [data]',
    tests: ['../fuzz/streams.test.ts'],
  },
  {
    name: 'fuzz: a date in Retry-After counts from 1970',
    file: 'src/call/classify.ts',
    find: 'Date.parse(asked) - Date.now()',
    replace: 'Date.parse(asked)',
    tests: ['../fuzz/retry-after.test.ts'],
  },
  {
    name: 'fuzz: a slash of the prompt splits the path',
    file: 'src/call/prompt.ts',
    find: 'return encodeURIComponent(prompt)',
    replace: 'return encodeURI(prompt)',
    tests: ['../fuzz/prompts.test.ts'],
  },
  {
    name: 'fuzz: a status that is no text breaks the reader',
    file: 'src/text/read-answer.ts',
    find: 'Number(asText(parsed.status))',
    replace: 'Number(parsed.status)',
    tests: ['../fuzz/answers.test.ts', '../fuzz/found.test.ts'],
  },
  {
    name: 'fuzz: anything passes for a limiter',
    file: 'src/call/options.ts',
    find: "typeof limiter?.acquire === 'function'",
    replace: 'limiter?.acquire',
    tests: ['../fuzz/options.test.ts', '../fuzz/found.test.ts'],
  },
  {
    name: 'fuzz: a key in escapes is not cut out',
    file: 'src/call/json.ts',
    find: 'scrub === unscrubbed ?',
    replace: 'true ?',
    tests: ['../fuzz/keys.test.ts'],
  },
  {
    name: 'fuzz: a tool runs with arguments that are not valid JSON',
    file: 'src/tools/call-tool.ts',
    find: 'if (toolCall.invalid) throw',
    replace: 'if (!toolCall) throw',
    tests: ['../fuzz/tools.test.ts'],
  },
]
