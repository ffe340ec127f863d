// @ts-check
// Says which browsers the suites will run in. With CI=true one that is missing is a failure, not a gap.
import { findChromium, findFirefox, findWebKit } from './browsers.mjs'

const browsers = [
  { name: 'Chromium', find: findChromium, install: 'apt-get install chromium' },
  { name: 'Firefox', find: findFirefox, install: 'apt-get install firefox-esr' },
  { name: 'WebKit', find: findWebKit, install: 'apt-get install webkit2gtk-driver xvfb' },
]
const strict = process.env.CI === 'true'
const missing = []

for (const { name, find, install } of browsers) {
  const found = await find()
  if (!found) missing.push(name)
  if (found) console.log(`found: ${name}, ${found.executablePath}`)
  else console.log(`${strict ? 'missing' : 'skipped'}: ${name} is not here (${install})`)
}
const [failed, skipped] = strict ? [missing.length, 0] : [0, missing.length]
console.log(`${browsers.length - missing.length} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed ? 1 : 0
