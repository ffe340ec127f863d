/** One seed for the whole run, drawn anew each time unless FUZZ_SEED gives it. Told, so that a run can be repeated. */
export function setup(): void {
  process.env.FUZZ_SEED ??= `${Math.floor(Math.random() * 2 ** 31)}`
  console.log(`found: FUZZ_SEED=${process.env.FUZZ_SEED} repeats these values`)
}
