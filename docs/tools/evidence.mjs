// @ts-check
/**
 * For each row of test/bench/features.mjs, the test that shows ours: its file, and words of its title. A test holds that it is there.
 * @type {Record<string, { file: string, title: string }>}
 */
export const evidence = {
  'The loop is left: is the connection closed?': {
    file: 'test/unit/sockets/closing.test.ts',
    title: 'S1: the server sees that the loop was left',
  },
  'An abort in mid-stream: is the connection closed?': {
    file: 'test/unit/sockets/closing.test.ts',
    title: 'S2: the server sees that a stream was aborted',
  },
  'An abort in mid-stream: what does the loop do?': {
    file: 'test/unit/text/stream-leaving.test.ts',
    title: 'S2: any reason is thrown as it is',
  },
  'The answer ends too early': {
    file: 'test/unit/sockets/breaking.test.ts',
    title: 'S5: a stream that ends cleanly too early is `incomplete`',
  },
  'The connection dies': {
    file: 'test/unit/text/stream-cuts.test.ts',
    title: 'S6: $name, its connection dying after any byte',
  },
  'An error event in the stream': {
    file: 'test/unit/text/stream-errors.test.ts',
    title: "S7: $form is `provider` with the provider's message",
  },
  'Silence of 40 s in a stream': {
    file: 'test/unit/text/stream-stalls.test.ts',
    title: 'S4: no byte for 30 s while waiting says so',
  },
  'A chat after a 503: is the retry the same request?': {
    file: 'test/unit/call/tries.test.ts',
    title: 'the request of each try is the same to the byte',
  },
  'An image after a 503: is the retry the same request?': {
    file: 'test/unit/call/tries.test.ts',
    title: 'a drawn seed is the same over all tries',
  },
  'Is the key in a URL?': {
    file: 'test/unit/call/key-leaks.test.ts',
    title: 'the keyless url of a result holds no key',
  },
}
