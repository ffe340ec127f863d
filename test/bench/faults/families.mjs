// The cases of the fault table. They follow the ones on which the peers were first compared: 42 faults and 20 ways to write a
// stream. No list of the 58 that made the first table was kept, so this choice is a reconstruction: of the 62, four have no
// answer that all would call right, and are left out:
//  - status 409: some services mean "try again", others "this will never work";
//  - a `Retry-After` of an hour: waiting and giving up are both right for somebody;
//  - a service that answers 503 for ever: how many requests are too many is a matter of taste;
//  - a silent stream with the default options: 20 s or 60 s may both be right (the table beside this one shows it for 40 s).
import { brokenFamily } from './families/broken.mjs'
import { keysFamily } from './families/keys.mjs'
import { leavingFamily } from './families/leaving.mjs'
import { notRepeatedFamily } from './families/not-repeated.mjs'
import { repeatedFamily } from './families/repeated.mjs'
import { silenceFamily } from './families/silence.mjs'
import { waitsFamily } from './families/waits.mjs'
import { wholeFamily } from './families/whole.mjs'

/**
 * Each family says in `held` what all of its cases ask for. A case has a `title`, a `gap` where ours does not hold it (the
 * reason), and `run({ client, connect, open })`, which gives `held` (undefined: the client has nothing of the kind) and what
 * was `seen`.
 */
export const families = [
  repeatedFamily,
  notRepeatedFamily,
  waitsFamily,
  leavingFamily,
  silenceFamily,
  brokenFamily,
  wholeFamily,
  keysFamily,
]
