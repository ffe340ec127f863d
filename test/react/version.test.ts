import { version } from 'react'
import { version as domVersion } from 'react-dom'
import { expect, test } from 'vitest'

test('this run is on the React that its name says', () => {
  const { REACT = 'none' } = process.env
  expect([version, domVersion].map((name) => name.startsWith(`${REACT}.`))).toEqual([true, true])
})
