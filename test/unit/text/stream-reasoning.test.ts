import { expect, test } from 'vitest'
import { delta, END, say } from './chunks.ts'
import { HOSTS, type Host, open } from './hosts.ts'
import { readAll, typesOf } from './read-all.ts'
import { serve } from './serve.ts'

const details = (text: string) => [{ type: 'reasoning.text', text, format: 'unknown', index: 0 }]

/** The deltas of "Let me think." in each of the forms. */
const FORMS: { form: string; deltas: object[] }[] = [
  { form: 'reasoning_content', deltas: [{ reasoning_content: 'Let me ' }, { reasoning_content: 'think.' }] },
  { form: 'reasoning', deltas: [{ reasoning: 'Let me ' }, { reasoning: 'think.' }] },
  {
    form: 'reasoning_details',
    deltas: [{ reasoning_details: details('Let me ') }, { reasoning_details: details('think.') }],
  },
  {
    form: 'reasoning_details in two parts',
    deltas: [
      {
        reasoning_details: [...details('Let me '), { type: 'reasoning.encrypted', data: 'xyz' }, ...details('think.')],
      },
    ],
  },
  {
    form: 'reasoning and reasoning_details with the same',
    deltas: [
      { reasoning: 'Let me ', reasoning_details: details('Let me ') },
      { reasoning: 'think.', reasoning_details: details('think.') },
    ],
  },
  {
    form: 'all three',
    deltas: [{ reasoning_content: 'Let me think.', reasoning: 'no', reasoning_details: details('no') }],
  },
  { form: 'reasoning_content that is null', deltas: [{ reasoning_content: null, reasoning: 'Let me think.' }] },
  { form: 'reasoning_content that is empty', deltas: [{ reasoning_content: '', reasoning: 'Let me think.' }] },
  { form: 'content that is null', deltas: [{ content: null, reasoning_content: 'Let me think.' }] },
  { form: 'content that is empty', deltas: [{ content: '', reasoning: 'Let me think.' }] },
]
const cases = HOSTS.flatMap((host) => FORMS.map((form) => ({ host, ...form })))

test.for(cases)('S10: $form gives reasoning events, never text, on $host', async ({ host, deltas }) => {
  const stream = open(host, serve({ steps: [...deltas.map((each) => delta(each)), say('Yes.'), END] }))
  const read = await readAll(stream)
  expect(read).toMatchObject({ error: undefined, text: 'Yes.', reasoning: 'Let me think.' })
  expect(typesOf(read)).toBe(`${'reasoning '.repeat(deltas.length)}text finish`)
  expect(stream.partial).toMatchObject({ text: 'Yes.', reasoning: 'Let me think.' })
  expect(await stream.result()).toMatchObject({
    text: 'Yes.',
    reasoning: 'Let me think.',
    message: { role: 'assistant', content: 'Yes.' },
  })
})

const piecesOf = async (host: Host, steps: string[]): Promise<string[]> => {
  const pieces: string[] = []
  for await (const piece of open(host, serve({ steps }))) pieces.push(piece)
  return pieces
}

test.for(HOSTS)('S10: a loop over the text does not see the reasoning, on %s', async (host) => {
  const steps = [delta({ reasoning: 'Hm.' }), say('Yes, '), delta({ reasoning: 'Or?' }), say('yes.'), END]
  expect(await piecesOf(host, steps)).toEqual(['Yes, ', 'yes.'])
})

test.for(HOSTS)('S10: reasoning alone is no text, on %s', async (host) => {
  const stream = open(host, serve({ steps: [delta({ reasoning_content: 'Hm.' }), END] }))
  expect(await stream.result()).toMatchObject({ text: '', reasoning: 'Hm.', finishReason: 'stop' })
})

test.for(HOSTS)('S10: without reasoning there is none in the result, on %s', async (host) => {
  const result = await open(host, serve({ steps: [say('Yes.'), END] })).result()
  expect('reasoning' in result).toBe(false)
})

test.for(HOSTS)('S10: a thought and text in one chunk are both handed out, the thought first, on %s', async (host) => {
  const stream = open(host, serve({ steps: [delta({ content: 'Yes.', reasoning: 'Hm.' }), END] }))
  expect((await readAll(stream)).events.slice(0, 2)).toEqual([
    { type: 'reasoning', text: 'Hm.' },
    { type: 'text', text: 'Yes.' },
  ])
})
