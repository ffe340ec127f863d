// @ts-check
// Ends each vitest run with the plain line that `npm test` adds up, and names what was skipped.

/** @implements {Partial<import('vitest/reporters').Reporter>} */
export default class CountReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} errors
   */
  onTestRunEnd(modules, errors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const results = tests.map((test) => ({ name: test.fullName, ...test.result() }))
    for (const { name, state, note } of results.map((result) => ({ note: undefined, ...result }))) {
      if (state === 'skipped') console.log(`skipped: ${name}${note ? `: ${note}` : ''}`)
    }
    const count = (/** @type {string} */ state) => results.filter((result) => result.state === state).length
    // A file that could not even be read has no test that failed.
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length
    console.log(`${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped')} skipped`)
  }
}
