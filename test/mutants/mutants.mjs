// @ts-check
import { FUZZ_MUTANTS } from './fuzz-mutants.mjs'
import { MEDIA_MUTANTS } from './media-mutants.mjs'
import { OBJECT_MUTANTS } from './object-mutants.mjs'
import { REACT_MUTANTS } from './react-mutants.mjs'
import { SOUND_MUTANTS } from './sound-mutants.mjs'
import { STREAM_MUTANTS } from './stream-mutants.mjs'

/**
 * @typedef {object} Mutant
 * @property {string} name The rule that is broken.
 * @property {string} file
 * @property {string} find Stands exactly once in the file.
 * @property {string} replace
 * @property {readonly string[]} tests The files under test/unit of which one must turn red.
 */

/** @type {readonly Mutant[]} */
const CALL_MUTANTS = [
  // Clocks and signals
  {
    name: 'the listener on the signal is not removed',
    file: 'src/call/clocks.ts',
    find: "return () => signal?.removeEventListener('abort', act)",
    replace: 'return () => {}',
    tests: ['call/listeners.test.ts'],
  },
  {
    name: 'the timeout is not armed',
    file: 'src/call/clocks.ts',
    find: "startTimer(timeout, () => clock.end('timeout'))",
    replace: "startTimer(Infinity, () => clock.end('timeout'))",
    tests: ['call/clocks.test.ts'],
  },
  {
    name: 'the stall clock is not armed',
    file: 'src/call/clocks.ts',
    find: 'stallTimer ??= startTimer(stallTimeout, check)',
    replace: '',
    tests: ['text/stream-stalls.test.ts'],
  },
  {
    name: 'a time over 31 bits fires at once',
    file: 'src/call/clocks.ts',
    find: '(ms > LONGEST ? undefined : setTimeout(fn, ms))',
    replace: 'setTimeout(fn, ms)',
    tests: ['call/clocks.test.ts'],
  },
  {
    name: 'an abort does not end a call',
    file: 'src/call/clocks.ts',
    find: "letGo = whenAborted(signal, () => clock.end('abort'))",
    replace: '',
    tests: ['call/aborts.test.ts'],
  },
  {
    name: "a caller's abort is wrapped",
    file: 'src/call/try.ts',
    find: 'if (signal?.aborted) return signal.reason',
    replace: '',
    tests: ['call/aborts.test.ts'],
  },
  // Keys
  {
    name: 'the key stands in the query',
    file: 'src/call/try.ts',
    find: 'send(task.url, given({',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
    replace: 'send(`${task.url}?key=${headers.authorization}`, given({',
    tests: ['call/key.test.ts'],
  },
  {
    name: 'the key is sent to a classic host',
    file: 'src/call/key.ts',
    find: '(task.auth && !isAnonymous(host))',
    replace: 'true',
    tests: ['call/key.test.ts'],
  },
  {
    name: 'a blank key makes an anonymous call',
    file: 'src/call/key.ts',
    find: 'given ? blank : open',
    replace: '!given && open',
    tests: ['call/key.test.ts'],
  },
  {
    name: 'the key is not cut out of echoes',
    file: 'src/call/secret.ts',
    find: '(text.includes(secret) ?',
    replace: '(secret === text ?',
    tests: ['call/key-leaks.test.ts'],
  },
  {
    name: "the platform's error shows the key as the cause",
    file: 'src/call/secret.ts',
    find: 'isClean(cause, scrub)',
    replace: 'true',
    tests: ['call/key-leaks.test.ts'],
  },
  {
    name: 'an event shows the prompt',
    file: 'src/text/plan-text.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
    find: 'shown: `${route}…`',
    replace: 'shown: url',
    tests: ['text/stream-events.test.ts'],
  },
  // Tries
  {
    name: 'a 400 is tried again',
    file: 'src/call/retry.ts',
    find: '/netw|rate_l|upst|unav/',
    replace: '/netw|rate_l|upst|unav|bad_/',
    tests: ['call/tries.test.ts'],
  },
  {
    name: 'a network failure is final',
    file: 'src/call/retry.ts',
    find: '/netw|rate_l|upst|unav/',
    replace: '/rate_l|upst|unav/',
    tests: ['call/tries.test.ts'],
  },
  {
    name: 'a call is tried again after the first byte',
    file: 'src/call/retry.ts',
    find: '!joined : begun ||',
    replace: '!joined :',
    tests: ['call/tries.test.ts'],
  },
  {
    name: 'a stream is tried again after a timeout',
    file: 'src/text/plan-completion.ts',
    find: 'joined: gen && !stream',
    replace: 'joined: gen',
    tests: ['text/stream-retries.test.ts'],
  },
  {
    name: 'a retry draws a new seed',
    file: 'src/call/try.ts',
    find: 'headers, body, signal',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
    replace: 'headers, body: body && String(body).replace(/"seed":\\d+/, `"seed":${attempt}`), signal',
    tests: ['call/tries.test.ts', 'text/stream-retries.test.ts'],
  },
  {
    name: 'Retry-After is ignored',
    file: 'src/call/classify.ts',
    find: "headers.get('retry-after') ?? asText",
    replace: 'asText',
    tests: ['call/waits.test.ts'],
  },
  {
    name: 'maxRetryAfter is ignored',
    file: 'src/call/retry.ts',
    find: 'retryAfter > maxRetryAfter ? undefined : retryAfter',
    replace: 'retryAfter',
    tests: ['call/waits.test.ts'],
  },
  {
    name: 'retries come without a wait between them',
    file: 'src/call/send.ts',
    find: 'await sleep(delay, signal)',
    replace: '',
    tests: ['call/waits.test.ts'],
  },
  {
    name: "a limiter's slot is not freed",
    file: 'src/call/try.ts',
    find: 'quietly(() => release?.())',
    replace: '',
    tests: ['many/limiter-in-calls.test.ts'],
  },
  // Answers
  {
    name: 'a 202 is taken for an answer',
    file: 'src/call/classify.ts',
    find: 'APIError, 202, ',
    replace: 'APIError, ',
    tests: ['call/bodies.test.ts'],
  },
  {
    name: 'the placeholder picture is taken for a picture',
    file: 'src/image/plan-image.ts',
    find: '.some((name) => headers.has(name))',
    replace: '.some(() => false)',
    tests: ['call/queues.test.ts', 'image/result.test.ts'],
  },
  {
    name: 'a refusal is taken for an answer',
    file: 'src/text/refusal.ts',
    find: 'if (!text.includes(LINK)) return',
    replace: 'return',
    tests: ['call/refusals.test.ts'],
  },
  {
    name: 'the media type is what the header says',
    file: 'src/media/read-media.ts',
    find: 'const seen = sniff(start)',
    replace: 'const seen = undefined as string | undefined',
    tests: ['image/result.test.ts'],
  },
  // What goes over the wire
  {
    name: 'an option is sent to a host that does not know it',
    file: 'src/text/plan-completion.ts',
    find: '(gen && safe) || undefined',
    replace: 'safe || undefined',
    tests: ['text/chat.test.ts', 'text/generate-text.test.ts'],
  },
  {
    name: 'the prompt is not encoded',
    file: 'src/call/prompt.ts',
    find: 'return encodeURIComponent(prompt)',
    replace: 'return prompt',
    tests: ['image/image-url.test.ts'],
  },
  {
    name: 'half of a character is accepted in a prompt',
    file: 'src/call/prompt.ts',
    find: 'return encodeURIComponent(prompt)',
    replace: "return encodeURIComponent(prompt.replace(/[\\ud800-\\udfff]/g, '?'))",
    tests: ['image/prompts.test.ts'],
  },
  {
    name: 'defaults win over the options of a call',
    file: 'src/many/with-defaults.ts',
    find: '{ ...defaults, ...Object.fromEntries(given) }',
    replace: '{ ...Object.fromEntries(given), ...defaults }',
    tests: ['many/with-defaults.test.ts'],
  },
]

export const MUTANTS = [
  ...CALL_MUTANTS,
  ...STREAM_MUTANTS,
  ...OBJECT_MUTANTS,
  ...SOUND_MUTANTS,
  ...MEDIA_MUTANTS,
  ...FUZZ_MUTANTS,
  ...REACT_MUTANTS,
]
